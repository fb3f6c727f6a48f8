using ClickstreamAnalysis.AspNetCore.Insights;

namespace ClickstreamAnalysis;

/// <summary>Figures of a site for its dashboard.</summary>
public static class KStreamInsights
{
    /// <summary>The name that the dashboard looks for, unless another one is given: <c>insights</c>.</summary>
    public const string DefaultName = "insights";

    /// <summary>
    /// Keeps figures of each minute: clicks, users, sessions opened and closed, their lengths, entry and exit pages, referrers, campaigns, and the
    /// first pages of visits. The dashboard shows those of the last hour.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Counts are exact. Users are estimated with a standard error of 1.6 %. Rankings are exact up to 100 different items a minute (200 pages, 300
    /// path steps); of more, counts are never too low and at most 1 % of the minute's total too high.
    /// </para>
    /// <para>
    /// Each task adds up its part of a minute and sends it at each commit, so that traffic does not grow with the clicks. A click counts in the minute
    /// of its event time, an opened session in that of its first click, and a closed one where the gap after its last click ends. Clicks out of order may have a session counted as
    /// opened in a neighboring minute until it closes.
    /// </para>
    /// <para>Mistakes in <see cref="InsightsOptions.Sessions"/> are reported by <see cref="TopologyBuilder.Build"/>.</para>
    /// </remarks>
    /// <param name="clicks">The clicks, keyed by user.</param>
    /// <param name="options">Options; null for the defaults.</param>
    /// <param name="name">The name of the operators and stores, unique in the topology.</param>
    /// <returns>The clicks, for further operators.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="clicks"/> or <paramref name="name"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="InsightsOptions.Retention"/> is out of range.</exception>
    public static KStream<string, ClickEvent> Insights(this KStream<string, ClickEvent> clicks, InsightsOptions? options = null, string name = DefaultName)
    {
        ArgumentNullException.ThrowIfNull(clicks);
        ArgumentNullException.ThrowIfNull(name);
        options ??= new InsightsOptions();
        options.Check();

        var (sessions, retention) = (options.Sessions, options.Retention);
        var views = clicks.Process($"{name}-clicks", () => new ClickFacts(retention));
        clicks.Sessionize($"{name}-visits", sessions, new VisitAggregator(sessions), VisitSerde.Instance)
            .Changes.Process($"{name}-sessions", () => new VisitFacts(sessions, retention))
            .Merge(views)
            .AggregateByWindow(
                name,
                TumblingWindows.Of(TimeSpan.FromMilliseconds(FactProcessor<ClickEvent>.MinuteMs)) with { GracePeriod = retention },
                static () => new SiteMinute(),
                static (minute, _, fact) => minute.Add(fact),
                static (minute, other) => minute.Merge(other),
                SiteMinuteSerde.Instance);
        return clicks;
    }
}
