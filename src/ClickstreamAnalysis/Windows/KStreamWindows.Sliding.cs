using ClickstreamAnalysis.Topologies;
using ClickstreamAnalysis.Windows.Sliding;

namespace ClickstreamAnalysis;

public static partial class KStreamWindows
{
    /// <summary>
    /// Counts the events of each key in each sliding window. If an operator changed the keys, the stream goes through a repartition topic first.
    /// </summary>
    /// <remarks>
    /// <see cref="SlidingWindows"/> has a worked timeline. Counts are written as JSON numbers. Mistakes are reported by
    /// <see cref="TopologyBuilder.Build"/>, all together.
    /// </remarks>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the events.</typeparam>
    /// <param name="stream">The events; the serde of the keys must be known.</param>
    /// <param name="name">
    /// Unique in the topology: 1 to 100 letters, digits, <c>.</c>, <c>_</c> or <c>-</c>. It becomes part of topic names, so counts start
    /// empty after a rename.
    /// </param>
    /// <param name="windows">The windows.</param>
    /// <returns>The results of the windows.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static WindowedResults<TKey, TValue, long> CountByWindow<TKey, TValue>(this KStream<TKey, TValue> stream, string name, SlidingWindows windows)
        where TKey : notnull =>
        Slid(stream, name, windows, static () => 0L, new(static (count, _, _) => count + 1), static (count, more) => count + more, Serdes.Int64, nameof(CountByWindow));

    /// <summary>
    /// Aggregates the events of each key in each sliding window. If an operator changed the keys, the stream goes through a repartition topic first.
    /// </summary>
    /// <remarks>
    /// <see cref="SlidingWindows"/> has a worked timeline. Events are only roughly in order of time, so the result should not depend on the
    /// order. Mistakes are reported by <see cref="TopologyBuilder.Build"/>, all together.
    /// </remarks>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the events.</typeparam>
    /// <typeparam name="TResult">Type of a window's result.</typeparam>
    /// <param name="stream">The events; the serde of the keys must be known.</param>
    /// <param name="name">
    /// Unique in the topology: 1 to 100 letters, digits, <c>.</c>, <c>_</c> or <c>-</c>. It becomes part of topic names, so windows start
    /// empty after a rename.
    /// </param>
    /// <param name="windows">The windows.</param>
    /// <param name="start">The result of no events. It must be neutral, so that merging it changes nothing.</param>
    /// <param name="add">
    /// The result with one more event, from the result so far, key and value. Called once per event, on the stream thread. It may change an object in place and
    /// return it.
    /// </param>
    /// <param name="merge">
    /// The result of two parts of a window, from their results. Windows overlap and share parts, so it may change the first in place and return it, and must neither
    /// change nor keep the second. Default null: the <see cref="IMergeable{TSelf}.Merge"/> of the type; if it has none, <see cref="TopologyBuilder.Build"/>
    /// reports a mistake.
    /// </param>
    /// <param name="resultSerde">
    /// Serializes results for the store and for topics downstream. Default null: the library's serde for the type; if there is none,
    /// <see cref="TopologyBuilder.Build"/> reports a mistake.
    /// </param>
    /// <returns>The results of the windows.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static WindowedResults<TKey, TValue, TResult> AggregateByWindow<TKey, TValue, TResult>(
        this KStream<TKey, TValue> stream,
        string name,
        SlidingWindows windows,
        Func<TResult> start,
        Func<TResult, TKey, TValue, TResult> add,
        Func<TResult, TResult, TResult>? merge = null,
        ISerde<TResult>? resultSerde = null)
        where TKey : notnull =>
        Slid(stream, name, windows, start, new(add), merge, resultSerde, nameof(AggregateByWindow));

    private static WindowedResults<TKey, TValue, TResult> Slid<TKey, TValue, TResult>(
        KStream<TKey, TValue> stream,
        string name,
        SlidingWindows windows,
        Func<TResult> start,
        RecordFold<TKey, TValue, TResult> add,
        Func<TResult, TResult, TResult>? merge,
        ISerde<TResult>? resultSerde,
        string call)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(windows);
        ArgumentNullException.ThrowIfNull(start);
        merge ??= MergeOf<TResult>();
        var mistakes = windows.Mistakes(name).ToList();
        if (merge is null)
        {
            mistakes.Add($"'{name}' has sliding windows, which share parts: give {call} a merge function, or a result that is IMergeable.");
        }

        resultSerde = Checked(stream, name, call, mistakes, resultSerde);
        if (resultSerde is null)
        {
            return None<TKey, TValue, TResult>(stream);
        }

        var partitioned = stream.Partitioned(name);
        var node = partitioned.Attach(new SlidingNode<TKey, TValue, TResult>(name, windows, new(start, add), new(start, merge!), stream.KeySerde!, resultSerde));
        var keySerde = new WindowedSerde<TKey>(stream.KeySerde!, windows.Length);
        return new(
            partitioned.Derive(node.Updates, keySerde, resultSerde, isRekeyed: true),
            partitioned.Derive(node.Closed, keySerde, resultSerde, isRekeyed: true),
            partitioned.Derive(node.Late, stream.KeySerde, valueSerde: null, isRekeyed: false));
    }
}
