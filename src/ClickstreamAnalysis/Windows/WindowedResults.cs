namespace ClickstreamAnalysis;

/// <summary>What comes out of windows.</summary>
/// <remarks>
/// Keys are written by a <see cref="WindowedSerde{TKey}"/>. Not thread-safe, like the <see cref="TopologyBuilder"/> it belongs to.
/// </remarks>
/// <typeparam name="TKey">Type of the keys.</typeparam>
/// <typeparam name="TValue">Type of the events.</typeparam>
/// <typeparam name="TResult">Type of a window's result.</typeparam>
public sealed class WindowedResults<TKey, TValue, TResult>
    where TKey : notnull
{
    internal WindowedResults(KStream<Windowed<TKey>, TResult> updates, KStream<Windowed<TKey>, TResult> closed, KStream<TKey, LateRecord<TValue>> late)
    {
        Updates = updates;
        Closed = closed;
        Late = late;
    }

    /// <summary>
    /// Windows that changed: at each commit, each once, with its result so far; the last one of a window holds its final
    /// result. The time of a record is that of the latest event since the update before.
    /// </summary>
    public KStream<Windowed<TKey>, TResult> Updates { get; }

    /// <summary>
    /// Windows that closed, each exactly once, with its final result. The time of a record is the last millisecond of the window.
    /// </summary>
    public KStream<Windowed<TKey>, TResult> Closed { get; }

    /// <summary>Events all of whose windows had closed, each with its own time. They are counted as late whether anybody uses this or not.</summary>
    public KStream<TKey, LateRecord<TValue>> Late { get; }
}
