namespace ClickstreamAnalysis;

/// <summary>The output streams of <c>Sessionize</c>. A stream without subscribers costs nothing.</summary>
/// <typeparam name="TKey">Type of the keys.</typeparam>
/// <typeparam name="TValue">Type of the events.</typeparam>
/// <typeparam name="TAggregate">Type of the result of a session.</typeparam>
public sealed class SessionizedStream<TKey, TValue, TAggregate>
{
    internal SessionizedStream(
        KStream<TKey, Session<TKey, TAggregate>> closed, KStream<TKey, SessionChange<TKey, TAggregate>> changes, KStream<TKey, LateRecord<TValue>> late)
    {
        Closed = closed;
        Changes = changes;
        Late = late;
    }

    /// <summary>Emits each session once, when it closes. The record's time is the end of the session.</summary>
    /// <remarks>
    /// A session is emitted when stream time is past its end + gap + grace period. A window over this stream needs at least gap + grace
    /// period as its own grace period; with less, the window closes before its sessions do.
    /// </remarks>
    public KStream<TKey, Session<TKey, TAggregate>> Closed { get; }

    /// <summary>Emits every change of every session as it happens. The record's time is the current end of the session.</summary>
    public KStream<TKey, SessionChange<TKey, TAggregate>> Changes { get; }

    /// <summary>Late records, each with its own time. They count as late even if nothing subscribes to this stream.</summary>
    public KStream<TKey, LateRecord<TValue>> Late { get; }
}
