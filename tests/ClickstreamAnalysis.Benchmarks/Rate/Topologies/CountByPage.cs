namespace ClickstreamAnalysis.Benchmarks.Rate.Topologies;

/// <summary>Counts the clicks of each page in each hour, over all partitions, in two phases.</summary>
internal static class CountByPage
{
    public static RateTopology Topology { get; } = new("count-by-page", "count by page, two-phase", ClickFields.Page, static (clicks, output) => clicks
        .SelectKey(static (_, click) => click.Page ?? "", Serdes.Utf8)
        .CountByWindow("counts", TumblingWindows.Of(TimeSpan.FromHours(1)) with { GracePeriod = TimeSpan.FromSeconds(60) })
        .Closed.To(output));
}
