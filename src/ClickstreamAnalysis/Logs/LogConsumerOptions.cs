namespace ClickstreamAnalysis.Logs;

/// <summary>How a consumer behaves.</summary>
public sealed record LogConsumerOptions
{
    /// <summary>The consumer group; null for a consumer that only uses <see cref="ILogConsumer.Assign"/>.</summary>
    public string? GroupId { get; init; }

    /// <summary>
    /// A name of this member that outlives its process, unique in its group. Who joins under it takes the place of the one before
    /// at once, partitions included, and that one is refused from then on, with <see cref="InstanceFencedException"/>. Null
    /// (the default) for a member without a name: when it crashes, its partitions wait for its <see cref="SessionTimeout"/>.
    /// Disposing a consumer leaves the group, with a name or without.
    /// </summary>
    public string? InstanceId { get; init; }

    /// <summary>Name of this consumer in logs and on the broker. Default <c>clickstream</c>.</summary>
    public string ClientId { get; init; } = "clickstream";

    /// <summary>Default <see cref="IsolationLevel.ReadCommitted"/>.</summary>
    public IsolationLevel Isolation { get; init; } = IsolationLevel.ReadCommitted;

    /// <summary>Default <see cref="OffsetReset.Earliest"/>.</summary>
    public OffsetReset OffsetReset { get; init; } = OffsetReset.Earliest;

    /// <summary>The most records one <see cref="ILogConsumer.Poll"/> hands over. Default 1,000; at least 1.</summary>
    public int MaxPollRecords { get; init; } = 1_000;

    /// <summary>The most bytes the consumer may hold that were fetched but not polled. Default 16 MiB.</summary>
    public int QueueBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>
    /// Whether records have their headers. Default false. When true, they are decoded when <see cref="RawRecord.Headers"/> is looked at.
    /// </summary>
    public bool ReadHeaders { get; init; }

    /// <summary>How long the group may miss this consumer before its partitions go to others. Default 10 s.</summary>
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
