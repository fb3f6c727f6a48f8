namespace ClickstreamAnalysis.Benchmarks.Rate.Topologies;

/// <summary>The same counts with every click through the repartition topic, to compare with.</summary>
internal static class CountByPageInOnePhase
{
    public static RateTopology Topology { get; } = new("count-by-page-one-phase", "count by page, one-phase", ClickFields.Page, static (clicks, output) => clicks
        .SelectKey(static (_, click) => click.Page ?? "", Serdes.Utf8)
        .Repartition("pages")
        .CountByWindow("counts", TumblingWindows.Of(TimeSpan.FromHours(1)) with { GracePeriod = TimeSpan.FromSeconds(60) })
        .Closed.To(output));
}
