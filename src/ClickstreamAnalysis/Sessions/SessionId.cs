using System.Globalization;
using System.Text.Json.Serialization;
using ClickstreamAnalysis.Serialization;
using ClickstreamAnalysis.Sessions;

namespace ClickstreamAnalysis;

/// <summary>The id of a session, unique within its key. It is never reused, and never changes while the session lives.</summary>
/// <remarks>
/// The id is derived from the event that opened the session. It stays the same when earlier events join; when sessions merge, the lowest
/// id survives. Immutable and thread-safe.
/// </remarks>
[JsonConverter(typeof(SessionIdJsonConverter))]
public readonly record struct SessionId : IComparable<SessionId>
{
    /// <summary>The maximum length of an id's text.</summary>
    internal const int MaxTextLength = 32;

    /// <summary>Creates an id.</summary>
    /// <param name="openedMs">Time of the event that opened the session, in milliseconds since 1970.</param>
    /// <param name="ordinal">Distinguishes sessions that opened because another one was full; 0 for all others.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="ordinal"/> is below zero.</exception>
    public SessionId(long openedMs, int ordinal = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ordinal);
        OpenedMs = openedMs;
        Ordinal = ordinal;
    }

    /// <summary>
    /// Time of the event that opened the session, in milliseconds since 1970. The session's start may be earlier, because earlier events
    /// can join.
    /// </summary>
    public long OpenedMs { get; }

    /// <summary>Time of the event that opened the session, in UTC. The session's start may be earlier, because earlier events can join.</summary>
    public DateTimeOffset Opened => UnixTime.Of(OpenedMs);

    /// <summary>
    /// Zero, except for sessions that opened because a session within the gap had reached its maximum duration or number of events:
    /// several of those can open at the same time.
    /// </summary>
    public int Ordinal { get; }

    /// <summary>Whether one id is lower than another.</summary>
    /// <param name="left">One id.</param>
    /// <param name="right">The other id.</param>
    /// <returns>True when <paramref name="left"/> opened earlier, or at the same time with the lower ordinal.</returns>
    public static bool operator <(SessionId left, SessionId right) => left.CompareTo(right) < 0;

    /// <summary>Whether one id is higher than another.</summary>
    /// <param name="left">One id.</param>
    /// <param name="right">The other id.</param>
    /// <returns>True when <paramref name="left"/> opened later, or at the same time with the higher ordinal.</returns>
    public static bool operator >(SessionId left, SessionId right) => left.CompareTo(right) > 0;

    /// <summary>Whether one id is lower than another, or the same.</summary>
    /// <param name="left">One id.</param>
    /// <param name="right">The other id.</param>
    /// <returns>The opposite of <c>left &gt; right</c>.</returns>
    public static bool operator <=(SessionId left, SessionId right) => left.CompareTo(right) <= 0;

    /// <summary>Whether one id is higher than another, or the same.</summary>
    /// <param name="left">One id.</param>
    /// <param name="right">The other id.</param>
    /// <returns>The opposite of <c>left &lt; right</c>.</returns>
    public static bool operator >=(SessionId left, SessionId right) => left.CompareTo(right) >= 0;

    /// <summary>Parses the text of an id, as written by <see cref="ToString"/>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="id">The parsed id; the default value when the text is not an id.</param>
    /// <returns>False when the text is not an id.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out SessionId id)
    {
        id = default;
        var ordinal = 0;

        // The time may be negative, so the search for the separator skips the first character.
        var mark = text.Length > 1 ? text[1..].IndexOf('-') + 1 : 0;
        if (!long.TryParse(mark > 0 ? text[..mark] : text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var openedMs)
            || (mark > 0 && !int.TryParse(text[(mark + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out ordinal)))
        {
            return false;
        }

        id = new SessionId(openedMs, ordinal);
        return true;
    }

    /// <summary>Compares two ids by opening time, then by ordinal.</summary>
    /// <param name="other">The other id.</param>
    /// <returns>Below zero when this id is lower, zero when both are equal, otherwise above zero.</returns>
    public int CompareTo(SessionId other) =>
        OpenedMs != other.OpenedMs ? OpenedMs.CompareTo(other.OpenedMs) : Ordinal.CompareTo(other.Ordinal);

    /// <summary>The opening time in milliseconds, followed by the ordinal unless it is 0: <c>1760000000000</c>, <c>1760000000000-2</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        Span<char> text = stackalloc char[MaxTextLength];
        return new string(text[..Format(text)]);
    }

    internal int Format(Span<char> text)
    {
        OpenedMs.TryFormat(text, out var length, provider: CultureInfo.InvariantCulture);
        if (Ordinal != 0)
        {
            text[length++] = '-';
            Ordinal.TryFormat(text[length..], out var more, provider: CultureInfo.InvariantCulture);
            length += more;
        }

        return length;
    }
}
