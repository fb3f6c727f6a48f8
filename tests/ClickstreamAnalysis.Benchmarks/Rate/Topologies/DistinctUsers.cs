namespace ClickstreamAnalysis.Benchmarks.Rate.Topologies;

/// <summary>The number of different users in each hour, over all partitions, in two phases.</summary>
internal static class DistinctUsers
{
    public static RateTopology Topology { get; } = new("distinct-users", "distinct users", ClickFields.None, static (clicks, output) => clicks
        .SelectKey(static (_, _) => "all", Serdes.Utf8)
        .CountDistinctByWindow("users", TumblingWindows.Of(TimeSpan.FromHours(1)) with { GracePeriod = TimeSpan.FromSeconds(60) }, static click => click.User)
        .Closed.To(output));
}
