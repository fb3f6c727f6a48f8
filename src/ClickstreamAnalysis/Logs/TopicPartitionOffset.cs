namespace ClickstreamAnalysis;

/// <summary>An offset in a partition. A committed offset is that of the next record to read: the last processed offset + 1.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Offset">The offset.</param>
public readonly record struct TopicPartitionOffset(TopicPartition Partition, long Offset)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Partition}@{Offset}";
}
