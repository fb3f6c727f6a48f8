namespace ClickstreamAnalysis.Benchmarks.Rate.Topologies;

/// <summary>Sessions that a purchase ends: events within the grace period are kept apart.</summary>
internal static class SessionsSplitByValue
{
    public static RateTopology Topology { get; } = new("sessions-split", "sessions split by values", ClickFields.Page | ClickFields.Referrer | ClickFields.Campaign, static (clicks, output) => clicks
        .Sessionize("sessions", new() { GracePeriod = TimeSpan.FromSeconds(60) }, static splits => splits.After(static click => click.Name == "purchase"))
        .Closed.To(output));
}
