namespace ClickstreamAnalysis.AspNetCore.Insights;

/// <summary>What decides whether a visit is engaged, by the rules of the application's own sessions.</summary>
/// <param name="PageViews">The number of page views.</param>
/// <param name="Conversions">The number of conversions.</param>
/// <param name="Heartbeats">The number of heartbeats.</param>
/// <param name="HasEngaging">Whether there is a click that makes its visit engaged.</param>
internal readonly record struct VisitEngagement(long PageViews, long Conversions, long Heartbeats, bool HasEngaging)
{
    /// <summary>What one click adds. Nothing is counted without a rule.</summary>
    public static VisitEngagement Of(in ClickEvent click, SessionWindows rules) => rules.Engagement is not { } engagement
        ? default
        : new VisitEngagement(
            rules.IsPageView(in click) ? 1 : 0,
            rules.Conversion?.Invoke(click) == true ? 1 : 0,
            engagement.IsHeartbeat?.Invoke(click) == true ? 1 : 0,
            engagement.IsEngaging?.Invoke(click) == true);

    public static VisitEngagement operator +(VisitEngagement one, VisitEngagement other) => new(
        one.PageViews + other.PageViews,
        one.Conversions + other.Conversions,
        one.Heartbeats + other.Heartbeats,
        one.HasEngaging || other.HasEngaging);

    /// <summary>Whether a visit is a bounce: not engaged, or a single event where no engagement is defined.</summary>
    public bool IsBounce(Engagement? engagement, long durationMs, long events) => engagement is null
        ? events == 1
        : !engagement.IsEngaged(TimeSpan.FromMilliseconds(durationMs), PageViews, Conversions, Heartbeats, HasEngaging);
}
