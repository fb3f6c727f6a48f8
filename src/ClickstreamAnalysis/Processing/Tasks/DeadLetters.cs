using System.Globalization;
using System.Text;
using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Processing.Tasks;

/// <summary>Sends records that cannot be processed or written to a dead-letter topic, with headers that say where they are from and why they are there.</summary>
internal sealed class DeadLetters
{
    /// <summary>The most bytes of key and of value. A dead letter is read by people and need not carry a whole oversized record.</summary>
    public const int MaxValueBytes = 64 * 1024;

    private const int MaxHeaderBytes = 64 * 1024;

    private readonly StreamTask _task;
    private readonly TaskProducer _producer;
    private readonly string? _topic;
    private readonly int _partitions;
    private readonly TopicLimit _limit = TopicLimit.None;

    public DeadLetters(StreamTask task, TaskEnvironment environment, string? topic)
    {
        _task = task;
        _producer = environment.Producer;
        if (topic is not null)
        {
            (_topic, _partitions) = environment.ResolveOutput(new OutputTopic(topic, IsInternal: false));
            _limit = environment.LimitOf(_topic);
        }
    }

    /// <summary>Sends an input record in the commit of its offset; false when there is no dead-letter topic.</summary>
    /// <param name="record">The record.</param>
    /// <param name="reason">A short fixed code.</param>
    /// <param name="cause">The reason, with the operator that threw and where. No user data. Null for none.</param>
    public bool TrySend(in RawRecord record, string reason, string? cause = null)
    {
        if (_topic is null)
        {
            return false;
        }

        List<RecordHeader> added =
        [
            Text("clickstream.reason", reason),
            Text("clickstream.topic", record.Topic),
            Number("clickstream.partition", record.Partition),
            Number("clickstream.offset", record.Offset),
            Text("clickstream.task", _task.Name),
            Number("clickstream.value-length", record.Value.Length),
        ];
        if (cause is not null && cause != reason)
        {
            added.Add(Text("clickstream.cause", cause));
        }

        Send(record.Partition, record.Key, record.HasKey, record.Value, record.HasValue, RecordHeaders.CopyOf(record.Headers), [.. added]);
        return true;
    }

    /// <summary>Sends a derived record to the dead-letter topic instead of its own; only with a dead-letter topic.</summary>
    public void Send(in UnwritableRecord record, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, RecordHeaders? headers)
    {
        List<RecordHeader> added =
        [
            Text("clickstream.reason", record.Reason),
            Text("clickstream.operator", record.Operator),
            Text("clickstream.target-topic", record.Topic),
            Text("clickstream.task", record.TaskId),
            Number("clickstream.value-length", value.Length),
        ];
        if (record.Source != RecordMetadata.None)
        {
            added.Add(Text("clickstream.topic", record.Source.Topic));
            added.Add(Number("clickstream.partition", record.Source.Partition));
            added.Add(Number("clickstream.offset", record.Source.Offset));
        }

        Send(_task.Id.Partition, key, hasKey: true, value, hasValue: true, headers, [.. added]);
    }

    private void Send(
        int partition, ReadOnlySpan<byte> key, bool hasKey, ReadOnlySpan<byte> value, bool hasValue, RecordHeaders? own, RecordHeaders added)
    {
        // The dead-letter topic has a limit as well, and a record that is cut is better than none.
        var room = Math.Max(0, _limit.MaxRecordBytes - added.Bytes);
        RecordHeaders headers = [.. Fitting(own ?? RecordHeaders.Empty, Math.Min(room / 2, MaxHeaderBytes)), .. added];
        room = Math.Max(0, _limit.MaxRecordBytes - headers.Bytes);
        key = key[..Math.Min(key.Length, Math.Min(room / 2, MaxValueBytes))];
        value = value[..Math.Min(value.Length, Math.Min(room - key.Length, MaxValueBytes))];

        // The record's own time may be what is wrong with it, and brokers refuse times that are far ahead.
        var timestampMs = _task.Environment.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds();
        _producer.Produce(new RawRecord(_topic!, partition % _partitions, -1, timestampMs, key, hasKey, value, hasValue, headers));
    }

    private static IEnumerable<RecordHeader> Fitting(RecordHeaders headers, int room) => headers.TakeWhile(header => (room -= header.Bytes) >= 0);

    private static RecordHeader Text(string name, string value) => new(name, Encoding.UTF8.GetBytes(value));

    private static RecordHeader Number(string name, long value) => Text(name, value.ToString(CultureInfo.InvariantCulture));
}
