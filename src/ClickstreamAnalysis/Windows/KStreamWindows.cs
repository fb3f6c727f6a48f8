using ClickstreamAnalysis.State;
using ClickstreamAnalysis.Topologies;
using ClickstreamAnalysis.Windows;

namespace ClickstreamAnalysis;

/// <summary>Windows over streams.</summary>
public static class KStreamWindows
{
    /// <summary>
    /// Counts the events of each key in each window. Behind an operator that changed keys, the stream goes through a
    /// repartition topic first.
    /// </summary>
    /// <remarks>Results are written as JSON numbers. Mistakes are reported by <see cref="TopologyBuilder.Build"/>, all together.</remarks>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the events.</typeparam>
    /// <param name="stream">The events; the serde of the keys must be known.</param>
    /// <param name="name">
    /// Unique in the topology: 1 to 100 letters, digits, <c>.</c>, <c>_</c> or <c>-</c>. It becomes part of topic names: under another
    /// name the counts start from nothing.
    /// </param>
    /// <param name="windows">The windows.</param>
    /// <returns>What comes out of the windows.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static WindowedResults<TKey, TValue, long> CountByWindow<TKey, TValue>(this KStream<TKey, TValue> stream, string name, TimeWindows windows)
        where TKey : notnull =>
        stream.AggregateByWindow(name, windows, static () => 0L, static (count, _, _) => count + 1, Serdes.Json<long>());

    /// <summary>
    /// Aggregates the events of each key in each window. Behind an operator that changed keys, the stream goes through a
    /// repartition topic first.
    /// </summary>
    /// <remarks>
    /// Events arrive about in order of time, not exactly: let the aggregate not depend on the order. Mistakes are reported by
    /// <see cref="TopologyBuilder.Build"/>, all together.
    /// </remarks>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the events.</typeparam>
    /// <typeparam name="TResult">Type of a window's result.</typeparam>
    /// <param name="stream">The events; the serde of the keys must be known.</param>
    /// <param name="name">
    /// Unique in the topology: 1 to 100 letters, digits, <c>.</c>, <c>_</c> or <c>-</c>. It becomes part of topic names: under another
    /// name the windows start from nothing.
    /// </param>
    /// <param name="windows">The windows.</param>
    /// <param name="start">What a window holds before its first event; called once per key and window.</param>
    /// <param name="add">
    /// Gets what a window holds, key and event, and gives what it holds then; called once per event and window, on the stream
    /// thread. It may change an object in place and return it, if nothing downstream keeps results.
    /// </param>
    /// <param name="resultSerde">Writes results, to the store and to topics downstream.</param>
    /// <returns>What comes out of the windows.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static WindowedResults<TKey, TValue, TResult> AggregateByWindow<TKey, TValue, TResult>(
        this KStream<TKey, TValue> stream,
        string name,
        TimeWindows windows,
        Func<TResult> start,
        Func<TResult, TKey, TValue, TResult> add,
        ISerde<TResult> resultSerde)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(windows);
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(add);
        ArgumentNullException.ThrowIfNull(resultSerde);
        var mistakes = windows.Mistakes(name).ToList();
        if (!StoreName.IsValid(name))
        {
            mistakes.Add($"Windows cannot be named '{name}': use 1 to 100 letters, digits, '.', '_' or '-', because it becomes part of topic names.");
        }

        if (stream.KeySerde is null)
        {
            mistakes.Add($"The windows '{name}' do not know the serde of the keys: give it with WithSerdes(...) before them.");
        }

        if (mistakes.Count > 0)
        {
            mistakes.ForEach(stream.Builder.Complain);
            return Unusable<TKey, TValue, TResult>(stream);
        }

        var partitioned = stream.Partitioned(name);
        var node = partitioned.Attach(new WindowNode<TKey, TValue, TResult>(name, windows, new(start, add), stream.KeySerde!, resultSerde));
        var keySerde = new WindowedSerde<TKey>(stream.KeySerde!, windows.Size);

        // The key is another one now, but all windows of a key are still in one task.
        return new(
            partitioned.Derive(node.Updates, keySerde, resultSerde, isRekeyed: true),
            partitioned.Derive(node.Closed, keySerde, resultSerde, isRekeyed: true),
            partitioned.Derive(node.Late, stream.KeySerde, valueSerde: null, isRekeyed: false));
    }

    /// <summary>Streams that lead nowhere, so that the rest of a topology that will be refused can be described, and checked too.</summary>
    private static WindowedResults<TKey, TValue, TResult> Unusable<TKey, TValue, TResult>(KStream<TKey, TValue> stream)
        where TKey : notnull
    {
        KStream<Windowed<TKey>, TResult> Nothing() =>
            stream.Derive(new OutputPort<Windowed<TKey>, TResult>(stream.Port.Owner, ""), keySerde: null, valueSerde: null, isRekeyed: false);
        return new(Nothing(), Nothing(), stream.Derive(new OutputPort<TKey, LateRecord<TValue>>(stream.Port.Owner, ""), stream.KeySerde, valueSerde: null, isRekeyed: false));
    }
}
