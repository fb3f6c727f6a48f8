using System.Globalization;
using System.Text;
using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Processors;

namespace ClickstreamAnalysis.Processing;

/// <summary>Sends records that cannot be processed to the dead-letter topic, with what is needed to find them again.</summary>
internal sealed class DeadLetters
{
    /// <summary>A dead letter is for people to look at: it does not carry an oversized record any further.</summary>
    public const int MaxValueBytes = 64 * 1024;

    private readonly StreamTask _task;
    private readonly TaskProducer _producer;
    private readonly string? _topic;
    private readonly int _partitions;

    public DeadLetters(StreamTask task, TaskEnvironment environment)
    {
        _task = task;
        _producer = environment.Producer;
        if (environment.BadRecords.DeadLetterTopic is { } topic)
        {
            (_topic, _partitions) = environment.ResolveOutput(new OutputTopic(topic, IsInternal: false));
        }
    }

    /// <summary>Sends the record as part of the commit that passes it; false when there is no dead-letter topic.</summary>
    /// <param name="record">The record.</param>
    /// <param name="reason">The code of what is wrong with it.</param>
    /// <param name="cause">The reason with the operator that threw and where; without user data. Null when there is none.</param>
    public bool TrySend(in LogRecord record, string reason, string? cause = null)
    {
        if (_topic is null)
        {
            return false;
        }

        LogHeader[] headers =
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
            headers = [.. headers, Text("clickstream.cause", cause)];
        }

        var value = record.Value[..Math.Min(record.Value.Length, MaxValueBytes)];
        var key = record.Key[..Math.Min(record.Key.Length, MaxValueBytes)];

        // The record's own time may be what is wrong with it, and brokers refuse times that are far ahead.
        var timestampMs = _task.Environment.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds();
        _producer.Produce(new LogRecord(
            _topic, record.Partition % _partitions, -1, timestampMs, key, record.HasKey, value, record.HasValue, headers));
        return true;
    }

    private static LogHeader Text(string name, string value) => new(name, Encoding.UTF8.GetBytes(value));

    private static LogHeader Number(string name, long value) => Text(name, value.ToString(CultureInfo.InvariantCulture));
}
