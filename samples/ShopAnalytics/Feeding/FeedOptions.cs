namespace ShopAnalytics.Feeding;

/// <summary>Where a feeder writes to.</summary>
internal sealed record FeedOptions
{
    /// <summary>The topic of the clicks.</summary>
    public required string Topic { get; init; }

    public required int Partitions { get; init; }

    /// <summary>A compacted topic with one partition.</summary>
    public required string ProgressTopic { get; init; }

    /// <summary>Fences a feeder of the same application that still runs, or settles what it left behind.</summary>
    public required string TransactionalId { get; init; }

    public int BatchRecords { get; init; } = 5_000;

    public TimeSpan BatchTime { get; init; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often in a row it may fail to commit.</summary>
    public int MaxFailures { get; init; } = 8;
}
