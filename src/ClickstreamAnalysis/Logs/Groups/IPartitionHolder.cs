namespace ClickstreamAnalysis.Logs;

/// <summary>A consumer as its <see cref="GroupMembership"/> sees it. Called on the consumer's thread, without a lock held.</summary>
public interface IPartitionHolder
{
    /// <summary>The partitions that the consumer holds.</summary>
    IReadOnlyCollection<TopicPartition> Assignment { get; }

    /// <summary>Adds partitions.</summary>
    /// <param name="partitions">The new partitions.</param>
    void Add(IReadOnlyCollection<TopicPartition> partitions);

    /// <summary>Removes partitions.</summary>
    /// <param name="partitions">The partitions; those it does not hold are ignored.</param>
    void Remove(IReadOnlyCollection<TopicPartition> partitions);
}
