namespace ClickstreamAnalysis.Logs.Embedded.Partitions;

/// <summary>An open transaction of a producer. Guarded by the store's lock.</summary>
internal sealed class EmbeddedTransaction(string transactionalId, int epoch, TimeSpan timeout, long startedAt)
{
    public string TransactionalId { get; } = transactionalId;

    public int Epoch { get; } = epoch;

    public TimeSpan Timeout { get; } = timeout;

    public long StartedAt { get; } = startedAt;

    /// <summary>The partitions whose readable end this transaction limits.</summary>
    public HashSet<PartitionLog> Held { get; } = [];

    /// <summary>The group offsets to commit with the transaction, with the group metadata of their sender.</summary>
    public List<(ConsumerGroupMetadata Group, TopicPartitionOffset[] Offsets)> Offsets { get; } = [];
}
