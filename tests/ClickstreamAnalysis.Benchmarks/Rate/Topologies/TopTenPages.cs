namespace ClickstreamAnalysis.Benchmarks.Rate.Topologies;

/// <summary>The ten most clicked pages of each hour, over all partitions, in two phases.</summary>
internal static class TopTenPages
{
    public static RateTopology Topology { get; } = new("top-ten-pages", "top ten pages", ClickFields.Page, static (clicks, output) => clicks
        .SelectKey(static (_, _) => "all", Serdes.Utf8)
        .TopByWindow("top", TumblingWindows.Of(TimeSpan.FromHours(1)) with { GracePeriod = TimeSpan.FromSeconds(60) }, 10, static click => click.Page)
        .Closed.To(output));
}
