namespace ClickstreamAnalysis;

/// <summary>When a session of clicks counts as engaged. A session that is not engaged is a bounce.</summary>
/// <remarks>
/// A session is engaged as soon as one of the conditions that are set holds. Start from a preset and change it by a <c>with</c> expression, or set
/// conditions of your own. Immutable; thread-safe if its functions are.
/// <code>
/// new SessionWindows { Engagement = Engagement.Ga4 with { LongerThan = TimeSpan.FromSeconds(30) }, Conversion = click =&gt; click.Name == "buy" }
/// </code>
/// </remarks>
public sealed record Engagement
{
    /// <summary>
    /// Google Analytics 4: longer than 10 seconds, exactly 10 seconds not included; or a conversion (a key event); or at least 2 page views.
    /// </summary>
    public static Engagement Ga4 { get; } = new() { LongerThan = TimeSpan.FromSeconds(10), MinPageViews = 2, IsByConversion = true };

    /// <summary>
    /// Snowplow: at least 2 page views; or at least 2 heartbeats, which are clicks named <c>page_ping</c> and by default 10 seconds apart; or a
    /// conversion.
    /// </summary>
    public static Engagement Snowplow { get; } = new()
    {
        MinPageViews = 2,
        MinHeartbeats = 2,
        IsHeartbeat = static click => click.Name == "page_ping",
        IsByConversion = true,
    };

    /// <summary>
    /// PostHog: at least 2 page views; or a click named <c>$autocapture</c>; or at least 10 seconds, exactly 10 seconds included.
    /// </summary>
    public static Engagement PostHog { get; } = new()
    {
        MinPageViews = 2,
        AtLeast = TimeSpan.FromSeconds(10),
        IsEngaging = static click => click.Name == "$autocapture",
    };

    /// <summary>A duration; longer sessions are engaged. Not negative. Default null: not a condition.</summary>
    public TimeSpan? LongerThan { get; init; }

    /// <summary>A duration; sessions of at least this duration are engaged. Above zero. Default null: not a condition.</summary>
    public TimeSpan? AtLeast { get; init; }

    /// <summary>The number of page views from which on a session is engaged. At least 1. Default null: not a condition.</summary>
    public int? MinPageViews { get; init; }

    /// <summary>
    /// The number of heartbeats from which on a session is engaged. At least 1; needs <see cref="IsHeartbeat"/>. Default null: not a condition.
    /// </summary>
    public int? MinHeartbeats { get; init; }

    /// <summary>
    /// Which clicks are heartbeats: sent at regular intervals while the user is active. Heartbeats are not page views. Default null: none.
    /// Called once per click, on the stream thread.
    /// </summary>
    public Func<ClickEvent, bool>? IsHeartbeat { get; init; }

    /// <summary>Which clicks make their session engaged. Default null: none. Called once per click, on the stream thread.</summary>
    public Func<ClickEvent, bool>? IsEngaging { get; init; }

    /// <summary>Whether a session with a conversion is engaged; needs <see cref="SessionWindows.Conversion"/> to have any. Default false.</summary>
    public bool IsByConversion { get; init; }

    /// <summary>Whether a session is engaged, for an aggregate that counts its clicks itself.</summary>
    /// <param name="duration">The time from its first to its last click.</param>
    /// <param name="pageViews">How many of its clicks <see cref="SessionWindows.IsPageView"/> accepts.</param>
    /// <param name="conversions">How many <see cref="SessionWindows.Conversion"/> accepts.</param>
    /// <param name="heartbeats">How many <see cref="IsHeartbeat"/> accepts.</param>
    /// <param name="hasEngaging">Whether <see cref="IsEngaging"/> accepts one of them.</param>
    /// <returns>True as soon as one of the conditions that are set holds.</returns>
    public bool IsEngaged(TimeSpan duration, long pageViews, long conversions, long heartbeats, bool hasEngaging) =>
        duration > LongerThan
        || duration >= AtLeast
        || pageViews >= MinPageViews
        || heartbeats >= MinHeartbeats
        || (IsByConversion && conversions > 0)
        || hasEngaging;

    internal IEnumerable<string> Mistakes(string name)
    {
        if (LongerThan < TimeSpan.Zero || AtLeast <= TimeSpan.Zero)
        {
            yield return $"Sessionize '{name}' has an engagement by duration that each session fulfills: LongerThan must not be negative, and AtLeast must be above zero.";
        }

        if (MinPageViews < 1 || MinHeartbeats < 1)
        {
            yield return $"Sessionize '{name}' has an engagement that each session fulfills: MinPageViews and MinHeartbeats must be at least 1.";
        }

        if (MinHeartbeats is not null && IsHeartbeat is null)
        {
            yield return $"Sessionize '{name}' has an engagement by heartbeats and does not know which clicks are heartbeats: set IsHeartbeat.";
        }

        if (LongerThan is null && AtLeast is null && MinPageViews is null && MinHeartbeats is null && IsEngaging is null && !IsByConversion)
        {
            yield return $"Sessionize '{name}' has an engagement without a condition, so no session could be engaged: set one, or use a preset such as Engagement.Ga4.";
        }
    }
}
