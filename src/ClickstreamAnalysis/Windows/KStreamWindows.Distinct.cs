using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis;

public static partial class KStreamWindows
{
    /// <summary>Counts the different items of each key in each window, for example the visitors of each page in each hour.</summary>
    /// <remarks>
    /// <para>
    /// For one count over all keys and partitions, put all events under one key first: <c>SelectKey(_ =&gt; "all")</c>. If an operator changed the
    /// keys, counting is in two phases, so traffic does not grow with events.
    /// </para>
    /// <para>
    /// A count is an estimate by a <see cref="DistinctCounter"/>: its standard error is 0.81 % at the default precision, and counts up to about 1,500
    /// are nearly exact. It does not depend on the order of events, and an item counts once however often and in how many partitions it occurs. Each window takes
    /// 64 bytes to 12 KiB at the default precision, and is written to the changelog at each commit that changed it.
    /// </para>
    /// <para>
    /// Queries read the counters: <c>view.Windows&lt;string, DistinctCounter&gt;(name)</c>. To keep the counters in the results, for example to merge
    /// hours into days, use <c>AggregateByWindow</c> with a <see cref="DistinctCounter"/>. Mistakes are reported by <see cref="TopologyBuilder.Build"/>,
    /// all together.
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
    /// <param name="item">
    /// The item of an event. An event without one (null) counts no item, but its window exists. Called once per event and window, on the stream
    /// thread.
    /// </param>
    /// <param name="precision">
    /// The precision of the counters: 4 to 18. Default: 14. One more doubles the memory and divides the error by √2. A mistake is reported when the
    /// topology is built.
    /// </param>
    /// <returns>The results of the windows. Counts are written as JSON numbers.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static WindowedResults<TKey, TValue, long> CountDistinctByWindow<TKey, TValue>(
        this KStream<TKey, TValue> stream, string name, TimeWindows windows, Func<TValue, string?> item, int precision = DistinctCounter.DefaultPrecision)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(item);
        return CountedDistinct(stream, name, windows, new((counter, _, value) => item(value) is { } text ? counter.Add(text) : counter), precision);
    }

    /// <inheritdoc cref="CountDistinctByWindow{TKey,TValue}(KStream{TKey,TValue},string,TimeWindows,Func{TValue,string},int)"/>
    public static WindowedResults<TKey, TValue, long> CountDistinctByWindow<TKey, TValue>(
        this KStream<TKey, TValue> stream, string name, TimeWindows windows, Func<TValue, long> item, int precision = DistinctCounter.DefaultPrecision)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(item);
        return CountedDistinct(stream, name, windows, new((counter, _, value) => counter.Add(item(value))), precision);
    }

    private static WindowedResults<TKey, TValue, long> CountedDistinct<TKey, TValue>(
        KStream<TKey, TValue> stream, string name, TimeWindows windows, RecordFold<TKey, TValue, DistinctCounter> add, int precision)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (precision is < DistinctCounter.MinPrecision or > DistinctCounter.MaxPrecision)
        {
            stream.Builder.Mistakes.Add(
                $"'{name}' counts with a precision of {precision}: {DistinctCounter.MinPrecision} to {DistinctCounter.MaxPrecision} is possible.");
        }

        return Aggregated(
                stream, name, windows, () => new DistinctCounter(precision), add, merge: null, DistinctCounter.Serde, nameof(CountDistinctByWindow))
            .Map(static counter => counter.Estimate(), Serdes.Int64);
    }
}
