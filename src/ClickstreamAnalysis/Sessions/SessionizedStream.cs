using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis.Sessions;

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
    public KStream<TKey, Session<TKey, TAggregate>> Closed { get; }

    /// <summary>Every step in the life of every session, as it happens.</summary>
    public KStream<TKey, SessionChange<TKey, TAggregate>> Changes { get; }

    /// <summary>Records that came too late; they are also counted.</summary>
    public KStream<TKey, LateRecord<TValue>> Late { get; }
}
