namespace ClickstreamAnalysis.Logs;

/// <summary>A place in a partition. As a committed offset it is the next record to read: last processed + 1.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Offset">The offset.</param>
public readonly record struct TopicPartitionOffset(TopicPartition Partition, long Offset)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Partition}@{Offset}";
}
