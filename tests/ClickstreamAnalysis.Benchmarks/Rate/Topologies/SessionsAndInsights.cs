namespace ClickstreamAnalysis.Benchmarks.Rate.Topologies;

/// <summary>Sessions, and all figures of the site that the dashboard shows.</summary>
internal static class SessionsAndInsights
{
    public static RateTopology Topology { get; } = new(
        "insights",
        "sessions and insights",
        ClickFields.Page | ClickFields.Referrer | ClickFields.Campaign,
        static (clicks, output) => clicks.Insights().Sessionize("sessions").Closed.To(output));
}
