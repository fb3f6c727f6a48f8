namespace ClickstreamAnalysis.Logs.Embedded.Partitions;

/// <summary>A transaction of a producer; guarded by the store's lock.</summary>
internal sealed class EmbeddedTransaction(string transactionalId, int epoch, TimeSpan timeout, long startedAt)
{
    public string TransactionalId { get; } = transactionalId;

    public int Epoch { get; } = epoch;

    public TimeSpan Timeout { get; } = timeout;

    public long StartedAt { get; } = startedAt;

    /// <summary>The partitions in which it holds readers back.</summary>
    public HashSet<PartitionLog> Held { get; } = [];

    /// <summary>Group offsets that are committed with it, by sender.</summary>
    public List<(ConsumerGroupMetadata Group, TopicPartitionOffset[] Offsets)> Offsets { get; } = [];
}
