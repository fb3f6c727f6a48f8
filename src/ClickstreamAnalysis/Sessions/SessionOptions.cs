namespace ClickstreamAnalysis;

/// <summary>When events of one key belong to one session, and how long a session waits for events that come out of order.</summary>
/// <remarks>
/// <para>
/// A session is the closed interval from its first to its last event. It closes when stream time is past
/// <c>end + Gap + GracePeriod</c>, and does not change after that.
/// </para>
/// <para>With a gap of 30 minutes and a grace period of 20 minutes, and letters for the events of one key as they arrive:</para>
/// <code>
///    time    open sessions                 what happens
/// A  12:00   [12:00]                       Opened
/// B  12:40   [12:00] [12:40]               40 min apart: a second session. The first stays open until 12:50
/// C  12:20   [12:00 ····· 12:40]           20 min from both: they merge. Updated, Merged into the earlier one, Updated
/// D  13:10   [12:00 ··········· 13:10]     exactly 30 min after the end: still the same session
/// E  13:41   [12:00 ··· 13:10] [13:41]     31 min after the end: a new one
/// F  14:02   [13:41 ··· 14:02]             past 13:10 + 30 + 20 min: the first session is Closed, and comes out once
/// G  13:09   [13:41 ··· 14:02]             too far from what is open, and a session of its own would be over by now: late
/// H  13:11   [13:11 ······· 14:02]         over by now as well, but exactly 30 min before what is open: accepted
/// </code>
/// <para>
/// Events that arrive at most the grace period behind stream time give the same sessions in whatever order they come, unless a cap
/// splits a session. One that comes later than that is used if it still can be: it joins what is open, but not what has closed.
/// </para>
/// </remarks>
public sealed record SessionOptions
{
    /// <summary>The longest time between neighbouring events of one session. Default 30 minutes; above zero.</summary>
    public TimeSpan Gap { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>
    /// How much longer than the gap a session stays open for events that come out of order. More of it means later results and more
    /// open sessions. Default 1 minute; not negative.
    /// </summary>
    public TimeSpan GracePeriod { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether events exactly one gap apart belong together. Default <see cref="GapBoundary.Inclusive"/>.</summary>
    public GapBoundary Boundary { get; init; } = GapBoundary.Inclusive;

    /// <summary>
    /// The longest a session may be, inclusive; an event that would make it longer begins another. It keeps bots that never rest
    /// from holding one session for months. Where it splits depends on the order of arrival. Default 24 hours; above zero.
    /// </summary>
    public TimeSpan MaxDuration { get; init; } = TimeSpan.FromHours(24);

    /// <summary>
    /// The most events of a session; the next one begins another. Where it splits depends on the order of arrival. Default 10,000; at
    /// least 1.
    /// </summary>
    public long MaxEvents { get; init; } = 10_000;

    /// <summary>
    /// The most characters (UTF-16) of a page, referrer or campaign in <see cref="SessionFacts"/>; longer texts are cut, never within a
    /// surrogate pair. It keeps sessions small enough for the topics that they are written to. Only sessions of clicks have such texts.
    /// Default 2,048; at least 2.
    /// </summary>
    public int MaxTextLength { get; init; } = 2_048;

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
    }
}
