namespace ClickstreamAnalysis;

/// <summary>A result or a state entry cannot be written, and the policy is to stop.</summary>
public sealed class UnwritableRecordException : StreamsException
{
    internal UnwritableRecordException(in UnwritableRecord record)
        : base(MessageOf(in record), record.Error) => Record = record;

    /// <summary>The record.</summary>
    public UnwritableRecord Record { get; }

    private static string MessageOf(in UnwritableRecord record)
    {
        var source = record.Source == RecordMetadata.None
            ? " (made from no single record: at a commit, at the close of a window, or in a punctuation)"
            : $" (made from the record at {record.Source.Topic}-{record.Source.Partition}, offset {record.Source.Offset})";
        var what = $"Task {record.TaskId}: '{record.Operator}' cannot write a record to the topic '{record.Topic}'{source}: ";
        var next = "or choose StreamsOptions.UnwritableRecords = UnwritableRecordPolicy.Skip or UnwritableRecordPolicy.DeadLetter(topic), and start again. Nothing since the last commit was committed.";
        return record.Error is { } error
            ? $"{what}{record.Reason}, its serde threw {error.GetType().Name}. Fix the serde or the operator before it; {next}"
            : $"{what}it has {record.Bytes:N0} bytes and the topic takes {record.MaxBytes:N0}. Raise the topic's limit (max.message.bytes on Kafka, with 256 bytes for framing; "
                + $"MaxRecordBytes on the embedded log), or write smaller records; {next}";
    }
}
