namespace ClickstreamAnalysis.Logs.Embedded.Groups;

/// <summary>A consumer as its <see cref="GroupSubscription"/> sees it.</summary>
internal interface IPartitionHolder
{
    IReadOnlyCollection<TopicPartition> Assignment { get; }

    void Add(IReadOnlyCollection<TopicPartition> partitions);

    /// <summary>Forgets partitions; those it does not hold are left out.</summary>
    void Remove(IReadOnlyCollection<TopicPartition> partitions);
}
