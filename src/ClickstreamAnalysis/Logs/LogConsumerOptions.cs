namespace ClickstreamAnalysis.Logs;

/// <summary>Options of a consumer.</summary>
public sealed record LogConsumerOptions
{
    /// <summary>The consumer group; null for a consumer that only uses <see cref="ILogConsumer.Assign"/>.</summary>
    public string? GroupId { get; init; }

    /// <summary>
    /// Static id of this member, unique in its group and kept across restarts of its process. A consumer that joins with the same id
    /// replaces the earlier one at once and takes over its partitions; the earlier one then fails with
    /// <see cref="InstanceFencedException"/>. Null (the default) for a dynamic member: after a crash, its partitions stay assigned
    /// to it until its <see cref="SessionTimeout"/>. Disposing a consumer leaves the group, with or without a static id.
    /// </summary>
    public string? InstanceId { get; init; }

    /// <summary>Name of this consumer in logs and on the broker. Default <c>clickstream</c>.</summary>
    public string ClientId { get; init; } = "clickstream";

    /// <summary>The transactional records to read. Default <see cref="IsolationLevel.ReadCommitted"/>.</summary>
    public IsolationLevel Isolation { get; init; } = IsolationLevel.ReadCommitted;

    /// <summary>Where to start without a usable committed offset. Default <see cref="OffsetReset.Earliest"/>.</summary>
    public OffsetReset OffsetReset { get; init; } = OffsetReset.Earliest;

    /// <summary>The maximum number of records that one <see cref="ILogConsumer.Poll"/> delivers. Default 1,000; at least 1.</summary>
    public int MaxPollRecords { get; init; } = 1_000;

    /// <summary>The maximum bytes that are fetched but not yet polled. Default 16 MiB.</summary>
    public int QueueBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>
    /// Whether records include their headers. Default false. When true, headers are decoded only when <see cref="RawRecord.Headers"/> is read.
    /// </summary>
    public bool ReadHeaders { get; init; }

    /// <summary>How long the group waits for a heartbeat of this consumer before it reassigns its partitions. Default 10 s.</summary>
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
