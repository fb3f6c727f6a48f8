namespace ClickstreamAnalysis.Testing.Logs;

/// <summary>A transaction as the log sees it; guarded by the log's lock.</summary>
internal sealed class SimulatedTransaction(string transactionalId, TimeSpan timeout, long startedAt)
{
    public string TransactionalId { get; } = transactionalId;

    public TimeSpan Timeout { get; } = timeout;

    public long StartedAt { get; } = startedAt;

    public SimulatedTransactionState State { get; set; }

    /// <summary>Set while a commit whose answer was lost may still be done.</summary>
    public bool IsCommitUnderWay { get; set; }

    /// <summary>The partitions written to.</summary>
    public HashSet<SimulatedPartition> Partitions { get; } = [];

    /// <summary>Offsets that are committed with it, by group and partition.</summary>
    public Dictionary<(string Group, TopicPartition Partition), long> Offsets { get; } = [];
}
