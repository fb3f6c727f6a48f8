namespace ClickstreamAnalysis;

public static partial class KStreamWindows
{
    /// <summary>Finds the most frequent items of each key in each window, for example the ten most viewed pages of each hour.</summary>
    /// <remarks>
    /// <para>
    /// For one list over all keys and partitions, put all events under one key first: <c>SelectKey(_ =&gt; "all")</c>. If an operator changed the
    /// keys, counting is in two phases, so traffic does not grow with events.
    /// </para>
    /// <para>
    /// Counts are exact while a window has no more different items than <paramref name="capacity"/>, and the list then does not depend on the order of events:
    /// equal counts are ordered by item if items can be compared, texts by their UTF-16 code units. With more items, a count is too high by at most its
    /// <see cref="TopCount{TKey}.Error"/>, which is at most the number of events / capacity, and every item with a higher count than that is in the
    /// list if there is room; see <see cref="TopCounter{TKey}"/>. Each window takes up to 140 bytes and the item for each of them, and is written to the
    /// changelog at each commit that changed it.
    /// </para>
    /// <para>
    /// Queries read the counters: <c>view.Windows&lt;string, TopCounter&lt;string&gt;&gt;(name)</c>. Mistakes are reported by
    /// <see cref="TopologyBuilder.Build"/>, all together.
    /// </para>
    /// </remarks>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the events.</typeparam>
    /// <typeparam name="TItem">Type of the items.</typeparam>
    /// <param name="stream">The events; the serde of the keys must be known.</param>
    /// <param name="name">
    /// Unique in the topology: 1 to 100 letters, digits, <c>.</c>, <c>_</c> or <c>-</c>. It becomes part of topic names, so counts start
    /// empty after a rename.
    /// </param>
    /// <param name="windows">The windows.</param>
    /// <param name="n">The most items in a result: 1 to <paramref name="capacity"/>.</param>
    /// <param name="item">
    /// The item of an event. An event without one (null) counts no item, but its window exists. Called once per event and window, on the stream
    /// thread.
    /// </param>
    /// <param name="capacity">
    /// The most items that a window tracks: 1 to 65,536. Default 0: 1,000, or ten times <paramref name="n"/> if that is more.
    /// </param>
    /// <param name="itemSerde">
    /// Serializes items for the store. Default null: the library's serde for the type; if there is none, <see cref="TopologyBuilder.Build"/> reports a
    /// mistake.
    /// </param>
    /// <returns>
    /// The results of the windows, highest counts first. Lists of text or whole numbers are written as JSON, <c>[{"key":…,"count":…,"error":…},…]</c>; for
    /// other items, give a serde to the topic that they are written to.
    /// </returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static WindowedResults<TKey, TValue, IReadOnlyList<TopCount<TItem>>> TopByWindow<TKey, TValue, TItem>(
        this KStream<TKey, TValue> stream,
        string name,
        TimeWindows windows,
        int n,
        Func<TValue, TItem?> item,
        int capacity = 0,
        ISerde<TItem>? itemSerde = null)
        where TKey : notnull
        where TItem : notnull
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(item);
        var mistakes = stream.Builder.Mistakes;
        var tracked = capacity == 0 ? Math.Clamp(10L * n, TopCounter.DefaultCapacity, TopCounter.MaxCapacity) : capacity;
        if (tracked is < 1 or > TopCounter.MaxCapacity)
        {
            mistakes.Add($"'{name}' tracks {capacity} items: 1 to {TopCounter.MaxCapacity} is possible.");
        }
        else if (n < 1 || n > tracked)
        {
            mistakes.Add($"'{name}' returns the top {n} of {tracked} tracked items: 1 to {tracked} is possible.");
        }

        itemSerde = mistakes.Require(itemSerde, $"TopByWindow(\"{name}\")", "item", "to it");
        return Aggregated(
                stream,
                name,
                windows,
                () => new TopCounter<TItem>((int)tracked),
                new((counter, _, value) => item(value) is { } found ? counter.Add(found) : counter),
                merge: null,
                itemSerde is null ? null : TopCounter.CreateSerde(itemSerde),
                nameof(TopByWindow))
            .Map(counter => counter.Top(n), resultSerde: null);
    }
}
