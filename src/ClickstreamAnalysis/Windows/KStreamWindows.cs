using ClickstreamAnalysis.Topologies;
using ClickstreamAnalysis.Windows;
using ClickstreamAnalysis.Windows.Partials;

namespace ClickstreamAnalysis;

/// <summary>Window operators.</summary>
public static partial class KStreamWindows
{
    /// <summary>
    /// Counts the events of each key in each window. If an operator changed the keys, counting is in two phases.
    /// </summary>
    /// <remarks>
    /// <para>
    /// <see cref="TimeWindows"/> has a worked timeline. Counts are written as JSON numbers. Mistakes are reported by
    /// <see cref="TopologyBuilder.Build"/>, all together.
    /// </para>
    /// <para>
    /// Two phases: each task counts by key and window until the commit, and sends these counts through the repartition topic; the task
    /// of the key adds them up. So traffic grows with the keys of a commit, and not with events. An event is late by the stream time of the first
    /// task, so by the order of its own input partition.
    /// </para>
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
        Aggregated(stream, name, windows, static () => 0L, new(static (count, _, _) => count + 1), static (count, more) => count + more, Serdes.Int64);

    /// <summary>
    /// Aggregates the events of each key in each window. If an operator changed the keys, the stream goes through a repartition topic
    /// first, or is aggregated in two phases if results can be merged.
    /// </summary>
    /// <remarks>
    /// <para>
    /// <see cref="TimeWindows"/> has a worked timeline. Events are only roughly in order of time, so the result should not depend on the
    /// order. Mistakes are reported by <see cref="TopologyBuilder.Build"/>, all together.
    /// </para>
    /// <para>
    /// Two phases: each task aggregates by key and window until the commit, and sends these results through the repartition topic; the task
    /// of the key merges them. So traffic grows with the keys of a commit, and not with events. An event is late by the stream time of the first
    /// task, so by the order of its own input partition. If a partition was left out of stream time because it was quiet, its parts may be late in the task
    /// that merges; they are counted there, event by event, and are not in the stream of late events.
    /// </para>
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
    /// <param name="start">
    /// The result of a window without events. Called once per key and window, and with <paramref name="merge"/> once for each part of a
    /// window: it must be neutral then, so that merging it changes nothing.
    /// </param>
    /// <param name="add">
    /// The result with one more event, from the result so far, key and value. Called once per event and window, on the stream
    /// thread. It may change an object in place and return it if no downstream operator keeps results.
    /// </param>
    /// <param name="merge">
    /// The result of two parts of a window, from their results. It may change the first in place and return it, and must neither change nor keep
    /// the second. With it, a stream whose keys have changed is aggregated in two phases, see the remarks. Default null: the
    /// <see cref="IMergeable{TSelf}.Merge"/> of the type, if it has one; else each event goes through the repartition topic.
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
        Func<TResult, TResult, TResult>? merge = null,
        ISerde<TResult>? resultSerde = null)
        where TKey : notnull =>
        Aggregated(stream, name, windows, start, new(add), merge, resultSerde);

    /// <inheritdoc cref="AggregateByWindow{TKey,TValue,TResult}(KStream{TKey,TValue},string,TimeWindows,Func{TResult},Func{TResult,TKey,TValue,TResult},Func{TResult,TResult,TResult},ISerde{TResult})" path="/*[not(self::param[@name='stream'] or self::param[@name='name'] or self::param[@name='windows'] or self::param[@name='start'] or self::param[@name='add'] or self::param[@name='merge'] or self::param[@name='resultSerde'])]"/>
    /// <param name="stream">The events; the serde of the keys must be known.</param>
    /// <param name="name">
    /// Unique in the topology: 1 to 100 letters, digits, <c>.</c>, <c>_</c> or <c>-</c>. It becomes part of topic names, so windows start
    /// empty after a rename.
    /// </param>
    /// <param name="windows">The windows.</param>
    /// <param name="start">
    /// The result of a window without events. Called once per key and window, and with <paramref name="merge"/> once for each part of a
    /// window: it must be neutral then, so that merging it changes nothing.
    /// </param>
    /// <param name="add">
    /// The result with one more event, from the result so far and the record. Called once per event and window, on the stream
    /// thread. It may change an object in place and return it if no downstream operator keeps results.
    /// </param>
    /// <param name="merge">
    /// The result of two parts of a window, from their results. It may change the first in place and return it, and must neither change nor keep
    /// the second. With it, a stream whose keys have changed is aggregated in two phases, see the remarks. Default null: the
    /// <see cref="IMergeable{TSelf}.Merge"/> of the type, if it has one; else each event goes through the repartition topic.
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
        Func<TResult, TResult, TResult>? merge = null,
        ISerde<TResult>? resultSerde = null)
        where TKey : notnull =>
        Aggregated(stream, name, windows, start, new(add), merge, resultSerde);

    internal static WindowedResults<TKey, TValue, TResult> Aggregated<TKey, TValue, TResult>(
        KStream<TKey, TValue> stream,
        string name,
        TimeWindows windows,
        Func<TResult> start,
        RecordFold<TKey, TValue, TResult> add,
        Func<TResult, TResult, TResult>? merge,
        ISerde<TResult>? resultSerde,
        string call = nameof(AggregateByWindow))
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(windows);
        ArgumentNullException.ThrowIfNull(start);
        resultSerde = Checked(stream, name, call, [.. windows.Mistakes(name)], resultSerde);
        if (resultSerde is null)
        {
            return None<TKey, TValue, TResult>(stream);
        }

        var aggregator = new WindowAggregator<TKey, TValue, TResult>(start, add);
        merge ??= MergeOf<TResult>();
        return merge is not null && stream.IsRekeyed
            ? InTwoPhases(stream, name, windows, aggregator, new(start, merge), resultSerde)
            : InOnePhase(stream, name, windows, aggregator, resultSerde);
    }

    /// <summary>Adds the mistakes of an operator, and returns the serde of its results; null if there is any mistake.</summary>
    private static ISerde<TResult>? Checked<TKey, TValue, TResult>(
        KStream<TKey, TValue> stream, string name, string call, List<string> mistakes, ISerde<TResult>? resultSerde)
    {
        var builder = stream.Builder;
        builder.Mistakes.Add(mistakes);
        resultSerde = builder.Mistakes.Require(resultSerde, $"{call}(\"{name}\")", "result", "to it");
        var who = $"The window operator '{name}'";
        var isNamed = builder.Mistakes.CheckName(who, name);
        var hasKeySerde = stream.CheckKeySerde(who);
        return isNamed && hasKeySerde && mistakes.Count == 0 ? resultSerde : null;
    }

    private static WindowedResults<TKey, TValue, TResult> None<TKey, TValue, TResult>(KStream<TKey, TValue> stream)
        where TKey : notnull =>
        new(stream.Empty<Windowed<TKey>, TResult>(), stream.Empty<Windowed<TKey>, TResult>(), stream.Empty<TKey, LateRecord<TValue>>(stream.KeySerde));

    /// <summary>The merge function of a type that has one; null for another.</summary>
    private static Func<TResult, TResult, TResult>? MergeOf<TResult>() =>
        typeof(IMergeable<TResult>).IsAssignableFrom(typeof(TResult)) ? static (first, second) => ((IMergeable<TResult>)first!).Merge(second) : null;

    private static WindowedResults<TKey, TValue, TResult> InOnePhase<TKey, TValue, TResult>(
        KStream<TKey, TValue> stream, string name, TimeWindows windows, WindowAggregator<TKey, TValue, TResult> aggregator, ISerde<TResult> resultSerde)
        where TKey : notnull
    {
        var partitioned = stream.Partitioned(name);
        var node = partitioned.Attach(new WindowNode<TKey, TValue, TResult>(name, windows, aggregator, stream.KeySerde!, resultSerde));
        var keySerde = new WindowedSerde<TKey>(stream.KeySerde!, windows.Size);

        // The keys have changed, but all windows of a key are still in one task.
        return new(
            partitioned.Derive(node.Updates, keySerde, resultSerde, isRekeyed: true),
            partitioned.Derive(node.Closed, keySerde, resultSerde, isRekeyed: true),
            partitioned.Derive(node.Late, stream.KeySerde, valueSerde: null, isRekeyed: false));
    }

    private static WindowedResults<TKey, TValue, TResult> InTwoPhases<TKey, TValue, TResult>(
        KStream<TKey, TValue> stream,
        string name,
        TimeWindows windows,
        WindowAggregator<TKey, TValue, TResult> aggregator,
        WindowMerger<TResult> merger,
        ISerde<TResult> resultSerde)
        where TKey : notnull
    {
        var first = stream.Attach(new WindowPartialNode<TKey, TValue, TResult>(name, windows, aggregator));
        var partials = stream
            .Derive(first.Partials, stream.KeySerde, new WindowPartialSerde<TResult>(resultSerde, new WindowTimes(windows)), isRekeyed: true)
            .Through(name, partitions: null);
        var second = partials.Attach(new WindowMergeNode<TKey, TResult>(name, windows, merger, stream.KeySerde!, resultSerde));
        var keySerde = new WindowedSerde<TKey>(stream.KeySerde!, windows.Size);
        return new(
            partials.Derive(second.Updates, keySerde, resultSerde, isRekeyed: true),
            partials.Derive(second.Closed, keySerde, resultSerde, isRekeyed: true),
            stream.Derive(first.Late, stream.KeySerde, valueSerde: null, isRekeyed: true));
    }
}
