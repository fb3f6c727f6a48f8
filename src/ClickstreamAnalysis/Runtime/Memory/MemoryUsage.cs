namespace ClickstreamAnalysis;

/// <summary>The parts of <see cref="StreamsOptions.MemoryBudgetBytes"/> that are in use. Immutable.</summary>
public sealed record MemoryUsage
{
    /// <summary>The budget, in bytes.</summary>
    public long BudgetBytes { get; init; }

    /// <summary>The entries of state stores that are objects in memory, in bytes: estimated from their number and serialized size.</summary>
    public long LiveStateBytes { get; init; }

    /// <summary>The state database's blocks, filters, indexes and write buffers, in bytes, as it counts them; zero with <see cref="StreamsOptions.InMemoryState"/>.</summary>
    public long DatabaseBytes { get; init; }

    /// <summary>
    /// The limit of the log clients' queues, in bytes: a consumer and a producer for each stream thread, and its second consumer
    /// while it restores. Only the clients know how full they are.
    /// </summary>
    public long ClientQueuesBytes { get; init; }

    /// <summary>The committed changes that are kept for queries until their rows are written, in bytes; zero until somebody asks.</summary>
    public long QueryChangesBytes { get; init; }

    /// <summary>The sum of the parts, in bytes.</summary>
    public long TotalBytes => LiveStateBytes + DatabaseBytes + ClientQueuesBytes + QueryChangesBytes;
}
