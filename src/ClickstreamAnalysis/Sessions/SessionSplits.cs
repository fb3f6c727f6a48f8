namespace ClickstreamAnalysis;

/// <summary>
/// The rules that start a new session although the gap has not passed, by the values of events. Rules combine: a session is split wherever one of
/// them says so.
/// </summary>
/// <remarks>
/// <para>
/// The rules look at the events of a key in order of event time, whatever the order of arrival: as long as events arrive within the grace
/// period, the sessions are the same. For that, events younger than stream time − grace period are kept one by one, see
/// <see cref="SessionWindows.GracePeriod"/>. An older event that joins an open session joins it as it is, and does not split it.
/// </para>
/// <para>
/// Events of one key and one millisecond are never separated by these rules: they start a session if one of them is a start event, and end it if
/// one is an end event. The exception is <see cref="ById"/>.
/// </para>
/// <code>
///    rule                          12:00    12:05    12:10    12:15        sessions
///    OnChange(campaign)            —        spring   —        summer       [12:00] [12:05 · 12:10] [12:15]
///    Before(login)                 view     login    view     login        [12:00] [12:05 · 12:10] [12:15]
///    After(logout)                 view     logout   view     view         [12:00 · 12:05] [12:10 · 12:15]
///    ById(tab)                     a        b        a        b            [12:00 · 12:10] [12:05 · 12:15]
/// </code>
/// <para>Immutable: each method returns another object. Thread-safe.</para>
/// </remarks>
/// <typeparam name="TValue">Type of the events.</typeparam>
public sealed record SessionSplits<TValue>
{
    internal SessionSplits()
    {
    }

    internal IReadOnlyList<Func<TValue, string?>> Changes { get; private init; } = [];

    internal IReadOnlyList<Func<TValue, bool>> Starts { get; private init; } = [];

    internal IReadOnlyList<Func<TValue, bool>> Ends { get; private init; } = [];

    internal IReadOnlyList<Func<TValue, string?>> Ids { get; private init; } = [];

    /// <summary>What is wrong with arguments of earlier calls, each as the end of a sentence about the operator.</summary>
    internal IReadOnlyList<string> Flaws { get; private init; } = [];

    internal bool IsEmpty => Changes.Count + Starts.Count + Ends.Count + Ids.Count == 0;

    /// <summary>Starts a new session at an event whose text differs from that of the session, also if the session has none.</summary>
    /// <remarks>
    /// An event without a text never splits: it belongs to the session that is running. So a session has the text of its first event, or none.
    /// Texts are compared ordinally, after truncation to <see cref="SessionWindows.MaxTextLength"/>.
    /// </remarks>
    /// <param name="text">Returns the text of an event; null or empty when it has none. Called once per event, on the stream thread.</param>
    /// <returns>The rules with this one.</returns>
    /// <exception cref="ArgumentNullException">The function is null.</exception>
    public SessionSplits<TValue> OnChange(Func<TValue, string?> text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return this with { Changes = [.. Changes, text] };
    }

    /// <summary>Starts a new session at each event that fulfills a condition, such as a login.</summary>
    /// <param name="isStart">The condition. Called once per event, on the stream thread.</param>
    /// <returns>The rules with this one.</returns>
    /// <exception cref="ArgumentNullException">The function is null.</exception>
    public SessionSplits<TValue> Before(Func<TValue, bool> isStart)
    {
        ArgumentNullException.ThrowIfNull(isStart);
        return this with { Starts = [.. Starts, isStart] };
    }

    /// <summary>Ends the session with each event that fulfills a condition, such as a logout. The next event starts a new session.</summary>
    /// <remarks>A session that ended closes no earlier than others, because events before its end may still arrive.</remarks>
    /// <param name="isEnd">The condition. Called once per event, on the stream thread.</param>
    /// <returns>The rules with this one.</returns>
    /// <exception cref="ArgumentNullException">The function is null.</exception>
    public SessionSplits<TValue> After(Func<TValue, bool> isEnd)
    {
        ArgumentNullException.ThrowIfNull(isEnd);
        return this with { Ends = [.. Ends, isEnd] };
    }

    /// <summary>Separates events by an id that they have, such as that of a device or a browser tab. At most once.</summary>
    /// <remarks>
    /// Events with different ids never share a session, and sessions of different ids can overlap. Everything else, such as the gap, applies to the
    /// events of one id: after a pause longer than the gap, the same id starts another session. Events without an id form sessions of their own.
    /// </remarks>
    /// <param name="id">Returns the id of an event; null or empty when it has none. Called once per event, on the stream thread.</param>
    /// <returns>The rules with this one.</returns>
    /// <exception cref="ArgumentNullException">The function is null.</exception>
    public SessionSplits<TValue> ById(Func<TValue, string?> id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return this with { Ids = [.. Ids, id] };
    }

    internal SessionSplits<TValue> WithFlaw(string flaw) => this with { Flaws = [.. Flaws, flaw] };

    internal IEnumerable<string> Mistakes(string name)
    {
        foreach (var flaw in Flaws)
        {
            yield return $"Sessionize '{name}' {flaw}";
        }

        if (Ids.Count > 1)
        {
            yield return $"Sessionize '{name}' has {Ids.Count} functions for the id of a session: combine them into one.";
        }
    }
}
