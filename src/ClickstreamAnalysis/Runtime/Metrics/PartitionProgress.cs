namespace ClickstreamAnalysis;

/// <summary>How far a running task is with one input partition; refreshed about once a second. Immutable.</summary>
/// <param name="Topic">The input topic.</param>
/// <param name="Partition">The partition.</param>
/// <param name="CommittedOffset">The next offset as of the last commit; null before it is known.</param>
/// <param name="LagRecords">Records that are known to be in the partition and are not processed yet.</param>
public sealed record PartitionProgress(string Topic, int Partition, long? CommittedOffset, long LagRecords);
