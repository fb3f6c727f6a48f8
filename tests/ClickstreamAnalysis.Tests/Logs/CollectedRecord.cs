namespace ClickstreamAnalysis.Tests.Logs;

/// <summary>A record that outlives its poll.</summary>
internal sealed record CollectedRecord(
    TopicPartition Partition, long Offset, long TimestampMs, byte[]? Key, byte[]? Value, RecordHeader[]? Headers);
