using System.Buffers;
using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Processing.Repartitioning;
using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis.Processing.Tasks;

/// <summary>
/// Sends records to a repartition topic, each with the task's stream time, and markers to partitions that have received no record
/// with it.
/// </summary>
internal sealed class RepartitionOutput : RecordOutput
{
    private readonly StreamTask _task;
    private readonly string _topic;
    private readonly OutputDelay _delay;
    private readonly MarkerPace _pace;
    private readonly long[] _toldMs;
    private readonly bool[] _toldQuiet;
    private readonly ArrayBufferWriter<byte> _marker = new(16);

    private long _heldMs = TaskClock.NotStarted;
    private long? _markedAtMs;
    private long? _repeatedAtMs;
    private long _markedMs = TaskClock.NotStarted;
    private bool _markedQuiet;
    private bool _isPending;

    /// <param name="task">The task that sends.</param>
    /// <param name="topic">The full name of the topic.</param>
    /// <param name="partitions">The number of its partitions.</param>
    /// <param name="delay">How far behind the task's stream time the records may be.</param>
    /// <param name="pace">How often to send markers.</param>
    public RepartitionOutput(StreamTask task, string topic, int partitions, OutputDelay delay, MarkerPace pace)
    {
        _task = task;
        _topic = topic;
        _delay = delay;
        _pace = pace;
        _toldMs = new long[partitions];
        _toldMs.AsSpan().Fill(TaskClock.NotStarted);
        _toldQuiet = new bool[partitions];
    }

    /// <summary>The stream time to send: later records are not older, unless they are out of order in the task's input.</summary>
    private long StreamTimeMs => _delay.IsHeld ? _heldMs : Behind(_task.Clock.StreamTimeMs);

    // Only a marker, after the last record of a commit, says that the task is quiet: records that followed would be late downstream.
    public override void WriteFrame(IBufferWriter<byte> value, bool hasValue, long timestampMs) =>
        new RepartitionFrame(_task.Id.Partition, StreamTimeMs, IsQuiet: false, IsMarker: false, hasValue).Write(value, timestampMs);

    public override void Send(
        ReadOnlySpan<byte> key, bool hasKey, ReadOnlySpan<byte> value, bool hasValue, long timestampMs, RecordHeaders? headers)
    {
        var partition = TopicOutput.PartitionFor(key, hasKey, _toldMs.Length, _task.Id.Partition);
        _task.Environment.Producer.Produce(new RawRecord(_topic, partition, -1, timestampMs, key, hasKey, value, hasValue: true, headers));
        _toldMs[partition] = StreamTimeMs;
        _toldQuiet[partition] = false;
    }

    /// <summary>Whether a marker is due: stream time has changed since the last one, or it must be repeated.</summary>
    public bool MustTell(long nowMs) =>
        IsTimeToRepeat(nowMs) || ((_isPending || StreamTimeMs != _markedMs || _task.IsQuiet != _markedQuiet) && IsTimeToMark(nowMs));

    /// <summary>Sends markers to the partitions that have not received the current stream time. Part of a commit, after all records of the task.</summary>
    /// <param name="closedUpToMs">The stream time up to which all due results have been sent.</param>
    /// <param name="nowMs">The time on the thread's clock.</param>
    public void Tell(long closedUpToMs, long nowMs)
    {
        _heldMs = Math.Max(_heldMs, Behind(closedUpToMs));
        var isRepeat = IsTimeToRepeat(nowMs);
        if (!isRepeat && !IsTimeToMark(nowMs))
        {
            _isPending = true;
            return;
        }

        var streamTimeMs = StreamTimeMs;
        for (var partition = 0; partition < _toldMs.Length; partition++)
        {
            if (isRepeat || _toldMs[partition] < streamTimeMs || _toldQuiet[partition] != _task.IsQuiet)
            {
                Mark(partition, streamTimeMs);
            }
        }

        _markedAtMs = nowMs;
        _repeatedAtMs = isRepeat ? nowMs : _repeatedAtMs;
        _markedMs = streamTimeMs;
        _markedQuiet = _task.IsQuiet;
        _isPending = false;
    }

    private bool IsTimeToMark(long nowMs) => _markedAtMs is not { } before || nowMs - before >= _pace.IntervalMs;

    private bool IsTimeToRepeat(long nowMs) => nowMs - (_repeatedAtMs ??= nowMs) >= _pace.RepeatMs;

    private void Mark(int partition, long streamTimeMs)
    {
        _marker.ResetWrittenCount();
        var timestampMs = Math.Max(0, streamTimeMs);
        new RepartitionFrame(_task.Id.Partition, streamTimeMs, _task.IsQuiet, IsMarker: true, HasValue: false).Write(_marker, timestampMs);
        _task.Environment.Producer.Produce(new RawRecord(
            _topic, partition, -1, timestampMs, key: default, hasKey: false, _marker.WrittenSpan, hasValue: true));
        _toldMs[partition] = streamTimeMs;
        _toldQuiet[partition] = _task.IsQuiet;
    }

    private long Behind(long streamTimeMs) => streamTimeMs < _delay.DelayMs ? TaskClock.NotStarted : streamTimeMs - _delay.DelayMs;
}
