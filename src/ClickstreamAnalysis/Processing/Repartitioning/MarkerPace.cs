namespace ClickstreamAnalysis.Processing.Repartitioning;

/// <summary>The rate at which the tasks that write a repartition topic send markers. It is bounded, whatever the number of partitions.</summary>
/// <remarks>
/// With up to 100 pairs of an upstream task and a partition, each commit may send a marker to each partition: 1,000 a second at the
/// default commit interval. Beyond that, all pairs together get at most 2,000 a second; with 100 upstream tasks and 100 partitions
/// that is one every 5 s for each pair. When nothing changes, tasks repeat their markers for downstream tasks that restarted: every 5 s,
/// or every 10 intervals if that is longer, but at least every 2 minutes.
/// </remarks>
internal readonly record struct MarkerPace
{
    private const long UnlimitedPairs = 100;
    private const long MarkersPerSecond = 2_000;
    private const long MaxIntervalMs = 60_000;
    private const long MinRepeatMs = 5_000;
    private const long MaxRepeatMs = 120_000;

    /// <param name="upstreamTasks">The number of tasks that write the topic.</param>
    /// <param name="partitions">The number of its partitions.</param>
    public MarkerPace(int upstreamTasks, int partitions)
    {
        var pairs = (long)upstreamTasks * partitions;
        IntervalMs = pairs <= UnlimitedPairs ? 0 : Math.Min(MaxIntervalMs, pairs * 1_000 / MarkersPerSecond);
        RepeatMs = Math.Clamp(10 * IntervalMs, MinRepeatMs, MaxRepeatMs);
    }

    /// <summary>The shortest time between two markers of one task to one partition.</summary>
    public long IntervalMs { get; }

    /// <summary>The time after which a task repeats its stream time.</summary>
    public long RepeatMs { get; }
}
