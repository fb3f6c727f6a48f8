using ClickstreamAnalysis.Topologies;
using ClickstreamAnalysis.Windows;

namespace ClickstreamAnalysis;

/// <summary>Window operators.</summary>
public static class KStreamWindows
{
    /// <summary>
    /// Counts the events of each key in each window. If an operator changed the keys, the stream goes through a repartition topic first.
    /// </summary>
    /// <remarks>
    /// <see cref="TimeWindows"/> has a worked timeline. Counts are written as JSON numbers. Mistakes are reported by
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
    public static WindowedResults<TKey, TValue, long> CountByWindow<TKey, TValue>(this KStream<TKey, TValue> stream, string name, TimeWindows windows)
        where TKey : notnull =>
        Aggregated(stream, name, windows, static () => 0L, new(static (count, _, _) => count + 1), Serdes.Int64);

    /// <summary>
    /// Aggregates the events of each key in each window. If an operator changed the keys, the stream goes through a repartition topic
    /// first.
    /// </summary>
    /// <remarks>
    /// <see cref="TimeWindows"/> has a worked timeline. Events are only roughly in order of time, so the result should not depend on the
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
    /// <param name="start">The result of a window without events; called once per key and window.</param>
    /// <param name="add">
    /// The result with one more event, from the result so far, key and value. Called once per event and window, on the stream
    /// thread. It may change an object in place and return it if no downstream operator keeps results.
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
        TimeWindows windows,
        Func<TResult> start,
        Func<TResult, TKey, TValue, TResult> add,
        ISerde<TResult>? resultSerde = null)
        where TKey : notnull =>
        Aggregated(stream, name, windows, start, new(add), resultSerde);

    /// <inheritdoc cref="AggregateByWindow{TKey,TValue,TResult}(KStream{TKey,TValue},string,TimeWindows,Func{TResult},Func{TResult,TKey,TValue,TResult},ISerde{TResult})" path="/*[not(self::param[@name='stream'] or self::param[@name='name'] or self::param[@name='windows'] or self::param[@name='start'] or self::param[@name='add'] or self::param[@name='resultSerde'])]"/>
    /// <param name="stream">The events; the serde of the keys must be known.</param>
    /// <param name="name">
    /// Unique in the topology: 1 to 100 letters, digits, <c>.</c>, <c>_</c> or <c>-</c>. It becomes part of topic names, so windows start
    /// empty after a rename.
    /// </param>
    /// <param name="windows">The windows.</param>
    /// <param name="start">The result of a window without events; called once per key and window.</param>
    /// <param name="add">
    /// The result with one more event, from the result so far and the record. Called once per event and window, on the stream
    /// thread. It may change an object in place and return it if no downstream operator keeps results.
    /// </param>
    /// <param name="resultSerde">
    /// Serializes results for the store and for topics downstream. Default null: the library's serde for the type; if there is none,
    /// <see cref="TopologyBuilder.Build"/> reports a mistake.
    /// </param>
    public static WindowedResults<TKey, TValue, TResult> AggregateByWindow<TKey, TValue, TResult>(
        this KStream<TKey, TValue> stream,
        string name,
        TimeWindows windows,
        Func<TResult> start,
        Func<TResult, Record<TKey, TValue>, TResult> add,
        ISerde<TResult>? resultSerde = null)
        where TKey : notnull =>
        Aggregated(stream, name, windows, start, new(add), resultSerde);

    private static WindowedResults<TKey, TValue, TResult> Aggregated<TKey, TValue, TResult>(
        KStream<TKey, TValue> stream,
        string name,
        TimeWindows windows,
        Func<TResult> start,
        RecordFold<TKey, TValue, TResult> add,
        ISerde<TResult>? resultSerde)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(windows);
        ArgumentNullException.ThrowIfNull(start);
        var builder = stream.Builder;
        var mistakes = windows.Mistakes(name).ToList();
        builder.Mistakes.Add(mistakes);
        resultSerde = builder.Mistakes.Require(resultSerde, $"AggregateByWindow(\"{name}\")", "result", "to it");
        var who = $"The window operator '{name}'";
        var isNamed = builder.Mistakes.CheckName(who, name);
        var hasKeySerde = stream.CheckKeySerde(who);
        if (!isNamed || !hasKeySerde || resultSerde is null || mistakes.Count > 0)
        {
            return new(
                stream.Empty<Windowed<TKey>, TResult>(), stream.Empty<Windowed<TKey>, TResult>(), stream.Empty<TKey, LateRecord<TValue>>(stream.KeySerde));
        }

        var partitioned = stream.Partitioned(name);
        var node = partitioned.Attach(new WindowNode<TKey, TValue, TResult>(name, windows, new(start, add), stream.KeySerde!, resultSerde));
        var keySerde = new WindowedSerde<TKey>(stream.KeySerde!, windows.Size);

        // The keys have changed, but all windows of a key are still in one task.
        return new(
            partitioned.Derive(node.Updates, keySerde, resultSerde, isRekeyed: true),
            partitioned.Derive(node.Closed, keySerde, resultSerde, isRekeyed: true),
            partitioned.Derive(node.Late, stream.KeySerde, valueSerde: null, isRekeyed: false));
    }
}
