namespace ClickstreamAnalysis;

/// <summary>The output streams of a window operator.</summary>
/// <remarks>
/// Keys are serialized by <see cref="WindowedSerde{TKey}"/>. Not thread-safe, like the <see cref="TopologyBuilder"/> it belongs to.
/// </remarks>
/// <typeparam name="TKey">Type of the keys.</typeparam>
/// <typeparam name="TValue">Type of the events.</typeparam>
/// <typeparam name="TResult">Type of a window's result.</typeparam>
public sealed class WindowedResults<TKey, TValue, TResult>
    where TKey : notnull
{
    // Created on first use: an operator computes no updates that nothing subscribes to.
    private readonly Lazy<KStream<Windowed<TKey>, TResult>> _updates;
    private readonly Lazy<KStream<Windowed<TKey>, TResult>> _closed;

    internal WindowedResults(KStream<Windowed<TKey>, TResult> updates, KStream<Windowed<TKey>, TResult> closed, KStream<TKey, LateRecord<TValue>> late)
        : this(new Lazy<KStream<Windowed<TKey>, TResult>>(updates), new Lazy<KStream<Windowed<TKey>, TResult>>(closed), late)
    {
    }

    private WindowedResults(Lazy<KStream<Windowed<TKey>, TResult>> updates, Lazy<KStream<Windowed<TKey>, TResult>> closed, KStream<TKey, LateRecord<TValue>> late)
    {
        _updates = updates;
        _closed = closed;
        Late = late;
    }

    /// <summary>
    /// Emits at each commit the windows that changed, each once, with the result so far; the last update of a window has its final
    /// result. The record's time is the time of the latest event since the previous update.
    /// </summary>
    public KStream<Windowed<TKey>, TResult> Updates => _updates.Value;

    /// <summary>
    /// Emits each window exactly once, when it closes, with its final result. The record's time is the last millisecond of the window.
    /// </summary>
    public KStream<Windowed<TKey>, TResult> Closed => _closed.Value;

    /// <summary>
    /// Events whose windows had all closed, each with its own time. They count as late even if nothing subscribes to this stream.
    /// </summary>
    /// <remarks>
    /// An operator with two phases judges events in the first. Events of a partition that was quiet for so long that stream time went on without it may be late
    /// in the second phase, where only their partial result is known: they count in <see cref="StreamsMetrics.Dropped"/> and are not in this stream.
    /// </remarks>
    public KStream<TKey, LateRecord<TValue>> Late { get; }

    /// <summary>Creates the results with another value for each window.</summary>
    internal WindowedResults<TKey, TValue, TNewResult> Map<TNewResult>(Func<TResult, TNewResult> map, ISerde<TNewResult>? resultSerde) =>
        new(
            new Lazy<KStream<Windowed<TKey>, TNewResult>>(() => Updates.MapValues((_, result) => map(result), resultSerde)),
            new Lazy<KStream<Windowed<TKey>, TNewResult>>(() => Closed.MapValues((_, result) => map(result), resultSerde)),
            Late);
}
