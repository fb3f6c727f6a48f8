namespace ClickstreamAnalysis;

/// <summary>Defines which events of a key form one session, and how long a session stays open for out-of-order events.</summary>
/// <remarks>
/// <para>
/// A session is the closed interval from its first to its last event. It closes when stream time is past <c>end + Gap + GracePeriod</c>,
/// and never changes after that.
/// </para>
/// <para>
/// The following timeline has a gap of 30 minutes and a grace period of 20 minutes. Letters are the events of one key in order of
/// arrival:
/// </para>
/// <code>
///    time    open sessions                 what happens
/// A  12:00   [12:00]                       Opened
/// B  12:40   [12:00] [12:40]               40 min apart: a second session. The first stays open until 12:50
/// C  12:20   [12:00 ····· 12:40]           20 min from both: they merge. Updated, Merged into the earlier one, Updated
/// D  13:10   [12:00 ··········· 13:10]     exactly 30 min after the end: still the same session
/// E  13:41   [12:00 ··· 13:10] [13:41]     31 min after the end: a new one
/// F  14:02   [13:41 ··· 14:02]             past 13:10 + 30 + 20 min: the first session is Closed, and emitted once
/// G  13:09   [13:41 ··· 14:02]             too far from the open session, and a session of its own would be closed already: late
/// H  13:11   [13:11 ······· 14:02]         its own session would be closed too, but the open one is exactly 30 min away: accepted
/// </code>
/// <para>
/// The order of events that arrive at most the grace period behind stream time does not change the sessions, unless a cap splits a
/// session and there is no rule of <see cref="SessionSplits{TValue}"/>. An event that arrives later can still join an open session within the gap, but
/// never a closed one.
/// </para>
/// </remarks>
public sealed record SessionWindows
{
    /// <summary>The longest time between adjacent events of one session. Default 30 minutes; at least 1 ms, whole milliseconds.</summary>
    public TimeSpan Gap { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>
    /// The time, in addition to the gap, for which a session stays open for out-of-order events. A longer grace period means later
    /// results and more open sessions. Default 1 minute; not negative, whole milliseconds.
    /// </summary>
    public TimeSpan GracePeriod { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether events exactly one gap apart belong to one session. Default <see cref="GapBoundary.Inclusive"/>.</summary>
    public GapBoundary Boundary { get; init; } = GapBoundary.Inclusive;

    /// <summary>
    /// The maximum duration of a session, inclusive. An event that would exceed it opens another session, so a bot without pauses cannot
    /// keep one session open for months. The split point depends on the order of arrival, except under rules of <see cref="SessionSplits{TValue}"/>. Default
    /// 24 hours; above zero, whole milliseconds.
    /// </summary>
    public TimeSpan MaxDuration { get; init; } = TimeSpan.FromHours(24);

    /// <summary>
    /// The maximum number of events of a session. The next event opens another session. The split point depends on the order of arrival, except under
    /// rules of <see cref="SessionSplits{TValue}"/>, which can exceed the number by events of one millisecond. Default 10,000; at least 1.
    /// </summary>
    public long MaxEvents { get; init; } = 10_000;

    /// <summary>
    /// The time zone at whose midnight sessions are split, so that each session belongs to one calendar day. Default null: sessions go on
    /// over midnight.
    /// </summary>
    /// <remarks>
    /// An event belongs to another session than the events of other days, whatever the gap. A day starts at the first instant that has its date, so
    /// days last 23 or 25 hours when the clocks change. The order of events that arrive within the grace period does not matter.
    /// Sessions close as late as without this rule. <c>TimeZoneInfo.FindSystemTimeZoneById</c> takes names such as <c>Europe/Berlin</c>, and
    /// needs the time zone data of the operating system; <see cref="TimeZoneInfo.Utc"/> does not.
    /// </remarks>
    public TimeZoneInfo? SplitAtMidnight { get; init; }

    /// <summary>
    /// The maximum length, in UTF-16 characters, of a page, referrer or campaign in <see cref="SessionFacts"/>. Longer texts are
    /// truncated, never within a surrogate pair, so that sessions fit into records of their topics. Applies only to sessions of clicks.
    /// Default 2,048; at least 2.
    /// </summary>
    public int MaxTextLength { get; init; } = 2_048;

    /// <summary>
    /// How long a key keeps the number of its sessions after its last one. A session that starts later is number 1 again. At least 1 ms, whole milliseconds. Default
    /// null: sessions have no <see cref="Session{TKey,TAggregate}.Number"/>.
    /// </summary>
    /// <remarks>
    /// Sessions are numbered in the order in which they end. The number needs a small row per key in the store for that long, which leaves memory
    /// like other rows.
    /// </remarks>
    public TimeSpan? NumberRetention { get; init; }

    /// <summary>
    /// Which clicks are conversions, for <see cref="SessionFacts.Conversions"/>. Default null: none. Applies only to sessions of clicks. Called once per
    /// click, on the stream thread.
    /// </summary>
    public Func<ClickEvent, bool>? Conversion { get; init; }

    /// <summary>
    /// Which clicks with a page are page views. Default null: all of them, apart from heartbeats of the <see cref="Engagement"/>. Applies only to
    /// sessions of clicks. Called once per click, on the stream thread.
    /// </summary>
    public Func<ClickEvent, bool>? PageView { get; init; }

    /// <summary>
    /// When a session is engaged, for <see cref="SessionFacts.IsEngaged"/> and <see cref="SessionFacts.IsBounce"/>. Default null: not computed. Applies
    /// only to sessions of clicks.
    /// </summary>
    public Engagement? Engagement { get; init; }

    /// <summary>
    /// Up to how many distinct pages <see cref="SessionFacts.DistinctPages"/> is exact. Above it, the number is an estimate with a standard error of
    /// about 1 / √<see cref="MaxExactPages"/>. Takes 8 bytes per distinct page. Default 0: distinct pages are not counted. 0, or 16 to 10,000. Applies
    /// only to sessions of clicks.
    /// </summary>
    public int MaxExactPages { get; init; }

    /// <summary>
    /// Whether a click is a page view: it has a page, <see cref="PageView"/> accepts it, and it is not a heartbeat of the <see cref="Engagement"/>.
    /// </summary>
    /// <param name="click">The click.</param>
    /// <returns>True for a page view.</returns>
    public bool IsPageView(in ClickEvent click) =>
        click.Page is not null
        && (PageView is null || PageView(click))
        && (Engagement?.IsHeartbeat is null || !Engagement.IsHeartbeat(click));

    /// <summary>The mistakes of options for sessions with an aggregate of the user, which nothing that applies only to clicks can change.</summary>
    internal IEnumerable<string> ClickOnlyMistakes(string name)
    {
        if (Conversion is not null || PageView is not null || Engagement is not null || MaxExactPages != 0)
        {
            yield return $"Sessionize '{name}' has an aggregate of its own, and Conversion, PageView, Engagement and MaxExactPages apply only to SessionFacts: "
                + "count in the aggregate, or call Sessionize of clicks without an aggregate.";
        }
    }

    internal IEnumerable<string> Mistakes(string name)
    {
        if (Gap < TimeSpan.FromMilliseconds(1))
        {
            yield return $"Sessionize '{name}' has a gap of {Gap}: it must be at least 1 ms.";
        }

        if (GracePeriod < TimeSpan.Zero)
        {
            yield return $"Sessionize '{name}' has a grace period of {GracePeriod}: it must not be below zero.";
        }

        if (HasFraction(Gap) || HasFraction(GracePeriod) || HasFraction(MaxDuration) || HasFraction(NumberRetention ?? TimeSpan.Zero))
        {
            yield return $"Sessionize '{name}' has a gap, grace period, maximum duration or number retention with a part of a millisecond: event times are whole milliseconds.";
        }

        if (!Enum.IsDefined(Boundary))
        {
            yield return $"Sessionize '{name}' has the unknown boundary {(int)Boundary}: use a value of GapBoundary.";
        }

        if (MaxDuration <= TimeSpan.Zero)
        {
            yield return $"Sessionize '{name}' has a maximum duration of {MaxDuration}: it must be above zero.";
        }

        if (MaxEvents < 1)
        {
            yield return $"Sessionize '{name}' allows {MaxEvents} events in a session: at least 1 is needed.";
        }

        if (MaxTextLength < 2)
        {
            yield return $"Sessionize '{name}' allows texts of {MaxTextLength} characters: at least 2 are needed.";
        }

        if (NumberRetention < TimeSpan.FromMilliseconds(1))
        {
            yield return $"Sessionize '{name}' keeps numbers for {NumberRetention}: it must be at least 1 ms.";
        }

        if (MaxExactPages is not (0 or (>= 16 and <= 10_000)))
        {
            yield return $"Sessionize '{name}' counts up to {MaxExactPages} distinct pages exactly: it must be 0, or 16 to 10,000.";
        }

        foreach (var mistake in Engagement?.Mistakes(name) ?? [])
        {
            yield return mistake;
        }
    }

    private static bool HasFraction(TimeSpan time) => time.Ticks % TimeSpan.TicksPerMillisecond != 0;
}
