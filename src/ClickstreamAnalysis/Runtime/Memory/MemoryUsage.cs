namespace ClickstreamAnalysis;

/// <summary>What of <see cref="StreamsOptions.MemoryBudgetBytes"/> is in use, by part. All in bytes.</summary>
public sealed record MemoryUsage
{
    /// <summary>The budget.</summary>
    public long Budget { get; init; }

    /// <summary>Entries of state stores that are in memory as objects: an estimate from their number and their serialised length.</summary>
    public long LiveState { get; init; }

    /// <summary>Blocks, filters, indexes and write buffers of the state database, as it counts them; zero without a state directory.</summary>
    public long Database { get; init; }

    /// <summary>
    /// What the queues of the log's clients may take at most: each stream thread's consumer and producer, and its second consumer
    /// while it restores. How full they are is known to the clients alone.
    /// </summary>
    public long ClientQueues { get; init; }

    /// <summary>The sum of the parts.</summary>
    public long Total => LiveState + Database + ClientQueues;
}
