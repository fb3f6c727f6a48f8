using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Processing.Tasks;

/// <summary>Applies the policy to derived records of one task that cannot be written.</summary>
internal sealed class UnwritableRecords(StreamTask task, TaskEnvironment environment)
{
    private readonly DeadLetters _deadLetters = new(task, environment, environment.UnwritableRecords.DeadLetterTopic);
    private readonly ILogger _logger = environment.LoggerFactory.CreateLogger<UnwritableRecords>();

    /// <summary>The guard of one sink.</summary>
    public OutputGuard GuardOf(string nodeName, string topic) => new Guard(this, nodeName, topic, environment.LimitOf(topic));

    /// <summary>Applies the policy: counts the record, or throws.</summary>
    /// <param name="name">The operator or store.</param>
    /// <param name="reason">A short fixed code.</param>
    /// <param name="topic">The topic of the record.</param>
    /// <param name="limit">The limit of the topic.</param>
    /// <param name="key">The key's bytes, as far as they could be written.</param>
    /// <param name="value">The value's bytes, as far as they could be written.</param>
    /// <param name="headers">The record's headers, or null.</param>
    /// <param name="error">The exception of its serde; null when it is too large.</param>
    /// <exception cref="UnwritableRecordException">The policy is to stop.</exception>
    public void Reject(
        string name, string reason, string topic, TopicLimit limit, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, RecordHeaders? headers, Exception? error)
    {
        var bytes = error is null ? key.Length + value.Length + (headers?.Bytes ?? 0) : 0;
        var record = new UnwritableRecord(reason, task.Name, name, topic, bytes, limit.MaxRecordBytes, task.Source, error);
        switch (environment.UnwritableRecords.ActionFor(in record))
        {
            case BadRecordAction.Skip:
                break;
            case BadRecordAction.DeadLetter:
                _deadLetters.Send(in record, key, value, headers);
                break;
            default:
                throw new UnwritableRecordException(in record);
        }

        task.Losses.Add(name, reason);
        _logger.RecordUnwritable(task.Name, name, record.Bytes, topic, record.MaxBytes, reason);
    }

    private sealed class Guard(UnwritableRecords rejected, string nodeName, string topic, TopicLimit limit) : OutputGuard
    {
        public override int MaxRecordBytes => limit.MaxRecordBytes;

        public override void Reject(string reason, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, RecordHeaders? headers, Exception? error) =>
            rejected.Reject(nodeName, reason, topic, limit, key, value, headers, error);
    }
}
