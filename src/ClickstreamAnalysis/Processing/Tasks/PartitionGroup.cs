using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Processing.Repartitioning;

namespace ClickstreamAnalysis.Processing.Tasks;

/// <summary>
/// The waiting records of a task with several inputs. Each time it gives the record with the lowest event time, and none at
/// all while some input is empty and not known to be at its end: so a topic that is far behind is not overtaken, and its
/// records are not late, when history is replayed.
/// </summary>
internal sealed class PartitionGroup(IReadOnlyList<TaskInput> inputs)
{
    /// <summary>An input with this many waiting records is paused.</summary>
    public const int HighWaterMark = 2_000;

    /// <summary>A paused input is resumed when it is down to this.</summary>
    public const int LowWaterMark = 500;

    private readonly Queue<Waiting>[] _queues = [.. inputs.Select(_ => new Queue<Waiting>())];

    public int Count { get; private set; }

    public int WaitingOf(int input) => _queues[input].Count;

    public void Add(TaskInput input, in RawRecord record)
    {
        // A record that cannot be understood and a marker go at once: they have no time to wait for.
        var timestampMs = TryPeekTimestamp(input, in record, out var time) ? time : long.MinValue;
        var key = record.HasKey ? record.Key.ToArray() : null;
        var value = record.HasValue ? record.Value.ToArray() : null;
        _queues[IndexOf(input)].Enqueue(new Waiting(timestampMs, record.Topic, record.Partition, record.Offset, record.TimestampMs, key, value, RecordHeaders.CopyOf(record.Headers)));
        Count++;
    }

    /// <summary>Takes the next record in order of event time.</summary>
    /// <param name="isAtEnd">Whether an input has nothing left in the log.</param>
    /// <param name="input">The input it belongs to.</param>
    /// <param name="record">The record.</param>
    public bool TryTake(Func<TaskInput, bool> isAtEnd, out TaskInput input, out Waiting record)
    {
        var best = -1;
        for (var i = 0; i < _queues.Length; i++)
        {
            if (_queues[i].TryPeek(out var head))
            {
                if (best < 0 || head.EventTimeMs < _queues[best].Peek().EventTimeMs)
                {
                    best = i;
                }
            }
            else if (!isAtEnd(inputs[i]))
            {
                input = null!;
                record = default;
                return false;
            }
        }

        if (best < 0)
        {
            input = null!;
            record = default;
            return false;
        }

        input = inputs[best];
        record = _queues[best].Dequeue();
        Count--;
        return true;
    }

    private static bool TryPeekTimestamp(TaskInput input, in RawRecord record, out long timestampMs)
    {
        if (input.IsInternal)
        {
            timestampMs = record.TimestampMs;
            return !RepartitionFrame.IsMarkerOf(record.Value);
        }

        var source = new Topologies.SourceRecord(record.Key, record.HasKey, record.Value, record.HasValue, record.TimestampMs, headers: null);
        return input.Receiver.TryPeekTimestamp(in source, out timestampMs);
    }

    private int IndexOf(TaskInput input)
    {
        for (var i = 0; i < inputs.Count; i++)
        {
            if (ReferenceEquals(inputs[i], input))
            {
                return i;
            }
        }

        throw new ArgumentException("The input belongs to another task.", nameof(input));
    }

    /// <summary>A record kept until its turn.</summary>
    internal readonly record struct Waiting(
        long EventTimeMs, string Topic, int Partition, long Offset, long TimestampMs, byte[]? Key, byte[]? Value, RecordHeaders? Headers)
    {
        public RawRecord ToRawRecord() => new(Topic, Partition, Offset, TimestampMs, Key, Key is not null, Value, Value is not null, Headers);
    }
}
