namespace ClickstreamAnalysis;

/// <summary>What comes out of <c>Sessionize</c>. Use what you need: a stream that nobody uses costs nothing.</summary>
/// <typeparam name="TKey">Type of the keys.</typeparam>
/// <typeparam name="TValue">Type of the events.</typeparam>
/// <typeparam name="TAggregate">Type of what is computed over a session.</typeparam>
public sealed class SessionizedStream<TKey, TValue, TAggregate>
{
    internal SessionizedStream(
        KStream<TKey, Session<TKey, TAggregate>> closed, KStream<TKey, SessionChange<TKey, TAggregate>> changes, KStream<TKey, LateRecord<TValue>> late)
    {
        Closed = closed;
        Changes = changes;
        Late = late;
    }

    /// <summary>Each session once, when it is over; its record has the time of the session's end.</summary>
    /// <remarks>
    /// A session comes out when stream time is past its end by gap and grace period, so a window over this stream needs a grace
    /// period of at least that much: with less it is closed before its sessions are.
    /// </remarks>
    public KStream<TKey, Session<TKey, TAggregate>> Closed { get; }

    /// <summary>Every step in the life of every session, as it happens; a record has the time of the session's end so far.</summary>
    public KStream<TKey, SessionChange<TKey, TAggregate>> Changes { get; }

    /// <summary>Records that came too late, each with its own time. They are counted as late whether anybody uses this or not.</summary>
    public KStream<TKey, LateRecord<TValue>> Late { get; }
}
