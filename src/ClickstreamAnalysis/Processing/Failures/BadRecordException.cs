namespace ClickstreamAnalysis;

/// <summary>A record cannot be processed, and the policy is to stop.</summary>
public sealed class BadRecordException : StreamsException
{
    internal BadRecordException(in BadRecord record)
        : base(
            $"Task {record.TaskId} cannot process the record at {record.Topic}-{record.Partition}, offset {record.Offset}: {record.Cause}. Nothing after it was committed. {record.Advice} "
            + "To continue without such records, choose BadRecordPolicy.Skip or BadRecordPolicy.DeadLetter(topic) and start again.",
            record.Error) => Record = record;

    /// <summary>The record.</summary>
    public BadRecord Record { get; }
}
