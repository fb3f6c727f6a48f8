namespace ClickstreamAnalysis.Logs;

/// <summary>A consumer whose partitions a <see cref="GroupMembership"/> manages. Called on the consumer's thread, without holding a lock.</summary>
public interface IPartitionHolder
{
    /// <summary>The partitions that the consumer owns.</summary>
    IReadOnlyCollection<TopicPartition> Assignment { get; }

    /// <summary>Adds partitions.</summary>
    /// <param name="partitions">The partitions to add.</param>
    void Add(IReadOnlyCollection<TopicPartition> partitions);

    /// <summary>Removes partitions.</summary>
    /// <param name="partitions">The partitions to remove. Partitions that the consumer does not own are ignored.</param>
    void Remove(IReadOnlyCollection<TopicPartition> partitions);
}
