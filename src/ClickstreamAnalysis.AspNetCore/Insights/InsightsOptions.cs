namespace ClickstreamAnalysis;

/// <summary>Options of <see cref="KStreamInsights.Insights"/>. Immutable and thread-safe.</summary>
public sealed record InsightsOptions
{
    /// <summary>The shortest <see cref="Retention"/>: ten minutes.</summary>
    public static TimeSpan MinRetention { get; } = TimeSpan.FromMinutes(10);

    /// <summary>The longest <see cref="Retention"/>: a day.</summary>
    public static TimeSpan MaxRetention { get; } = TimeSpan.FromDays(1);

    /// <summary>When a visit is over. Use the rules of the application's own sessions, so that both agree. Default: a gap of 30 minutes.</summary>
    /// <remarks>
    /// With an <see cref="SessionWindows.Engagement"/>, a bounce is a visit that is not engaged; without one, a visit of one event. Pages, referrers and
    /// campaigns are truncated to 256 characters; <see cref="SessionWindows.MaxTextLength"/> and <see cref="SessionWindows.MaxExactPages"/> have no effect here.
    /// </remarks>
    public SessionWindows Sessions { get; init; } = new();

    /// <summary>
    /// How long the figures of a minute are kept, in event time; also how late a click may be and still count. Default an hour; from
    /// <see cref="MinRetention"/> to <see cref="MaxRetention"/>. An hour of a busy site takes about 2 MB.
    /// </summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromHours(1);

    /// <exception cref="ArgumentOutOfRangeException">The retention is out of range.</exception>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Retention, MinRetention);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Retention, MaxRetention);
    }
}
