namespace ClickstreamAnalysis.Processing.Repartitioning;

/// <summary>How often the tasks that write a repartition topic send markers, so that markers stay few whatever the number of partitions.</summary>
/// <remarks>
/// Up to 100 pairs of an upstream task and a partition, each commit may send a marker to each partition: 1,000 a second at the default
/// commit interval. Beyond that all pairs together get at most 2,000 a second: with 100 upstream tasks and 100 partitions one
/// every 5 s each. When nothing changes, the tasks repeat what they told, so that a task that starts anew hears it: every
/// 5 s, or every 10 intervals where these are longer, but at least every 2 minutes.
/// </remarks>
internal readonly record struct MarkerPace
{
    private const long UnlimitedPairs = 100;
    private const long MarkersPerSecond = 2_000;
    private const long MaxIntervalMs = 60_000;
    private const long MinRepeatMs = 5_000;
    private const long MaxRepeatMs = 120_000;

    /// <param name="upstreamTasks">How many tasks write to the topic.</param>
    /// <param name="partitions">How many partitions it has.</param>
    public MarkerPace(int upstreamTasks, int partitions)
    {
        var pairs = (long)upstreamTasks * partitions;
        IntervalMs = pairs <= UnlimitedPairs ? 0 : Math.Min(MaxIntervalMs, pairs * 1_000 / MarkersPerSecond);
        RepeatMs = Math.Clamp(10 * IntervalMs, MinRepeatMs, MaxRepeatMs);
    }

    /// <summary>The least time between two markers of one task to one partition.</summary>
    public long IntervalMs { get; }

    /// <summary>After how long a task tells its stream time again.</summary>
    public long RepeatMs { get; }
}
