namespace ClickstreamAnalysis.Benchmarks.Rate.Topologies;

/// <summary>Counts the clicks of each user in each minute. Keys do not change, so nothing is repartitioned.</summary>
internal static class CountByUserAndMinute
{
    public static RateTopology Topology { get; } = new("count-by-user", "count by user and minute", ClickFields.None, static (clicks, output) => clicks
        .CountByWindow("counts", TumblingWindows.Of(TimeSpan.FromMinutes(1)) with { GracePeriod = TimeSpan.FromSeconds(60) })
        .Closed.To(output));
}
