namespace ClickstreamAnalysis.Testing.Logs;

/// <summary>A transaction in the log. Guarded by the log's lock.</summary>
internal sealed class SimulatedTransaction(string transactionalId, TimeSpan timeout, long startedAt)
{
    public string TransactionalId { get; } = transactionalId;

    public TimeSpan Timeout { get; } = timeout;

    public long StartedAt { get; } = startedAt;

    public SimulatedTransactionState State { get; set; }

    /// <summary>Whether a commit whose response was lost can still take effect.</summary>
    public bool IsCommitUnderWay { get; set; }

    /// <summary>The partitions that the transaction wrote to.</summary>
    public HashSet<SimulatedPartition> Partitions { get; } = [];

    /// <summary>The offsets to commit with the transaction, by group and partition.</summary>
    public Dictionary<(string Group, TopicPartition Partition), long> Offsets { get; } = [];
}
