namespace ShopAnalytics.Feeding;

/// <summary>The topics, limits and intervals of a <see cref="Feeder"/>.</summary>
internal sealed record FeedOptions
{
    /// <summary>The topic of the clicks.</summary>
    public required string Topic { get; init; }

    public required int Partitions { get; init; }

    /// <summary>A compacted topic with one partition.</summary>
    public required string ProgressTopic { get; init; }

    /// <summary>Fences a feeder of the same application that still runs, and ends the transaction that it left open.</summary>
    public required string TransactionalId { get; init; }

    public int BatchRecords { get; init; } = 5_000;

    public TimeSpan BatchTime { get; init; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The number of consecutive failures before the feeder gives up.</summary>
    public int MaxFailures { get; init; } = 8;
}
