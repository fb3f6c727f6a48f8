namespace ClickstreamAnalysis.Sessions;

/// <summary>When events of one key belong to one session, and how long a session waits for events that come out of order.</summary>
/// <remarks>
/// <para>
/// A session is the closed interval from its first to its last event. It closes when stream time is past
/// <c>end + Gap + GracePeriod</c>, and does not change after that.
/// </para>
/// <para>With a gap of 30 minutes, and letters for the events of one key:</para>
/// <code>
/// arrives   time    sessions
/// A         12:00   [12:00]
/// B         12:50   [12:00] [12:50]            50 min apart: two sessions
/// C         12:25   [12:00 ······· 12:50]      25 min from both: it bridges them, they merge, the earlier one survives
/// D         13:20   [12:00 ············ 13:20] exactly 30 min after the end: still the same session
/// E         13:51   [12:00 ···· 13:20] [13:51] 31 min after the end: a new one
/// </code>
/// </remarks>
public sealed record SessionOptions
{
    /// <summary>The longest time between neighbouring events of one session. Default 30 minutes; above zero.</summary>
    public TimeSpan Gap { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How much longer than the gap a session stays open for events that come out of order. Default 1 minute; not negative.</summary>
    public TimeSpan GracePeriod { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether events exactly one gap apart belong together. Default <see cref="GapBoundary.Inclusive"/>.</summary>
    public GapBoundary Boundary { get; init; } = GapBoundary.Inclusive;

    /// <summary>
    /// The longest a session may be; an event that would make it longer begins another. It keeps bots that never rest from
    /// holding one session for months. Default 24 hours; above zero.
    /// </summary>
    public TimeSpan MaxDuration { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The most events of a session; the next one begins another. Default 10,000; at least 1.</summary>
    public long MaxEvents { get; init; } = 10_000;

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
    }
}
