namespace ClickstreamAnalysis.Benchmarks.Rate.Topologies;

/// <summary>Sessions that end at midnight of a time zone with summer time, if the machine has its data, else of UTC.</summary>
internal static class SessionsSplitAtMidnight
{
    public static RateTopology Topology { get; } = new("sessions-midnight", "sessions with midnight split", ClickFields.Page | ClickFields.Referrer | ClickFields.Campaign, static (clicks, output) => clicks
        .Sessionize("sessions", new()
        {
            GracePeriod = TimeSpan.FromSeconds(60),
            SplitAtMidnight = TimeZoneInfo.TryFindSystemTimeZoneById("Europe/Berlin", out var berlin) ? berlin : TimeZoneInfo.Utc,
        })
        .Closed.To(output));
}
