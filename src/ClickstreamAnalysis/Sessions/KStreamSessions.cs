using ClickstreamAnalysis.Sessions;
using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis;

/// <summary>Session operators.</summary>
public static class KStreamSessions
{
    /// <summary>
    /// Groups the clicks of each user into sessions. If an operator changed the keys, the stream goes through a repartition topic first.
    /// </summary>
    /// <remarks>
    /// <see cref="SessionWindows"/> has a worked timeline. Mistakes in the windows are reported by <see cref="TopologyBuilder.Build"/>.
    /// </remarks>
    /// <param name="clicks">The clicks, keyed by user.</param>
    /// <param name="name">
    /// Name of the operator and of its store, unique in the topology: 1 to 100 letters, digits, <c>.</c>, <c>_</c> or <c>-</c>. It becomes
    /// part of topic names, so sessions start empty after a rename.
    /// </param>
    /// <param name="windows">Gap, grace period and limits. Default null: the defaults of <see cref="SessionWindows"/>.</param>
    /// <param name="splits">
    /// Receives no split rules; returns those to use. Called once, before this method returns. Default null: none, apart from those of the windows.
    /// </param>
    /// <returns>Closed sessions, changes, and late clicks.</returns>
    /// <exception cref="ArgumentNullException">The stream or the name is null.</exception>
    public static SessionizedStream<string, ClickEvent, SessionFacts> Sessionize(
        this KStream<string, ClickEvent> clicks,
        string name,
        SessionWindows? windows = null,
        Func<SessionSplits<ClickEvent>, SessionSplits<ClickEvent>>? splits = null)
    {
        windows ??= new SessionWindows();
        var rules = new ClickFactRules(windows);
        return clicks.Sessionize(name, windows, new ClickSessionAggregator(rules), SessionFactsSerde.For(rules), splits);
    }

    /// <summary>
    /// Groups the events of each key into sessions and computes a result over each. If an operator changed the keys, the stream
    /// goes through a repartition topic first.
    /// </summary>
    /// <remarks>
    /// Events arrive in any order and sessions merge, so the result must not depend on order. <see cref="SessionWindows"/> has a worked
    /// timeline. Mistakes in the windows are reported by <see cref="TopologyBuilder.Build"/>.
    /// <code>
    /// clicks.Sessionize("spent", windows, () => 0L, (sum, user, click) => sum + PriceOf(click), (a, b) => a + b);
    /// </code>
    /// </remarks>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the events.</typeparam>
    /// <typeparam name="TAggregate">Type of the result.</typeparam>
    /// <param name="stream">The events; the serde of the keys must be known.</param>
    /// <param name="name">
    /// Name of the operator and of its store, unique in the topology: 1 to 100 letters, digits, <c>.</c>, <c>_</c> or <c>-</c>. It becomes
    /// part of topic names, so sessions start empty after a rename.
    /// </param>
    /// <param name="windows">Gap, grace period and limits.</param>
    /// <param name="start">The result of a session without events.</param>
    /// <param name="add">The result with one more event, from the result so far, key and value. Called on the stream thread, once per
    /// event, or twice under <paramref name="splits"/> while something uses the changes.</param>
    /// <param name="merge">The result over two sessions that merge, from the results over each.</param>
    /// <param name="aggregateSerde">
    /// Serializes results for the store. Default null: the library's serde for the type; if there is none,
    /// <see cref="TopologyBuilder.Build"/> reports a mistake.
    /// </param>
    /// <param name="splits">
    /// Receives no split rules; returns those to use. Called once, before this method returns. Default null: none, apart from those of the windows.
    /// </param>
    /// <returns>Closed sessions, changes, and late events.</returns>
    /// <exception cref="ArgumentNullException">An argument without a default is null.</exception>
    public static SessionizedStream<TKey, TValue, TAggregate> Sessionize<TKey, TValue, TAggregate>(
        this KStream<TKey, TValue> stream,
        string name,
        SessionWindows windows,
        Func<TAggregate> start,
        Func<TAggregate, TKey, TValue, TAggregate> add,
        Func<TAggregate, TAggregate, TAggregate> merge,
        ISerde<TAggregate>? aggregateSerde = null,
        Func<SessionSplits<TValue>, SessionSplits<TValue>>? splits = null)
        where TKey : notnull =>
        Folded(stream, name, windows, start, new(add), merge, aggregateSerde, splits);

    /// <inheritdoc cref="Sessionize{TKey,TValue,TAggregate}(KStream{TKey,TValue},string,SessionWindows,Func{TAggregate},Func{TAggregate,TKey,TValue,TAggregate},Func{TAggregate,TAggregate,TAggregate},ISerde{TAggregate},Func{SessionSplits{TValue},SessionSplits{TValue}})" path="/*[not(self::param[@name='stream'] or self::param[@name='name'] or self::param[@name='windows'] or self::param[@name='start'] or self::param[@name='add'] or self::param[@name='merge'] or self::param[@name='aggregateSerde'] or self::param[@name='splits'])]"/>
    /// <param name="stream">The events; the serde of the keys must be known.</param>
    /// <param name="name">
    /// Name of the operator and of its store, unique in the topology: 1 to 100 letters, digits, <c>.</c>, <c>_</c> or <c>-</c>. It becomes
    /// part of topic names, so sessions start empty after a rename.
    /// </param>
    /// <param name="windows">Gap, grace period and limits.</param>
    /// <param name="start">The result of a session without events.</param>
    /// <param name="add">The result with one more event, from the result so far and the record. Called on the stream thread, once per
    /// event, or twice under <paramref name="splits"/> while something uses the changes.</param>
    /// <param name="merge">The result over two sessions that merge, from the results over each.</param>
    /// <param name="aggregateSerde">
    /// Serializes results for the store. Default null: the library's serde for the type; if there is none,
    /// <see cref="TopologyBuilder.Build"/> reports a mistake.
    /// </param>
    /// <param name="splits">
    /// Receives no split rules; returns those to use. Called once, before this method returns. Default null: none, apart from those of the windows.
    /// </param>
    public static SessionizedStream<TKey, TValue, TAggregate> Sessionize<TKey, TValue, TAggregate>(
        this KStream<TKey, TValue> stream,
        string name,
        SessionWindows windows,
        Func<TAggregate> start,
        Func<TAggregate, Record<TKey, TValue>, TAggregate> add,
        Func<TAggregate, TAggregate, TAggregate> merge,
        ISerde<TAggregate>? aggregateSerde = null,
        Func<SessionSplits<TValue>, SessionSplits<TValue>>? splits = null)
        where TKey : notnull =>
        Folded(stream, name, windows, start, new(add), merge, aggregateSerde, splits);

    /// <summary>
    /// Groups the events of each key into sessions and computes a result over each by an aggregator, which can change results in place.
    /// If an operator changed the keys, the stream goes through a repartition topic first.
    /// </summary>
    /// <remarks>
    /// An event joins the open sessions of its key that lie within the gap, and sessions that it connects merge, as in the timeline of
    /// <see cref="SessionWindows"/>. It is late only when it joins no session and its own session would be closed already.
    /// Mistakes in the windows are reported by <see cref="TopologyBuilder.Build"/>.
    /// </remarks>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the events.</typeparam>
    /// <typeparam name="TAggregate">Type of the result.</typeparam>
    /// <param name="stream">The events; the serde of the keys must be known.</param>
    /// <param name="name">
    /// Name of the operator and of its store, unique in the topology: 1 to 100 letters, digits, <c>.</c>, <c>_</c> or <c>-</c>. It becomes
    /// part of topic names, so sessions start empty after a rename.
    /// </param>
    /// <param name="windows">Gap, grace period and limits.</param>
    /// <param name="aggregator">Computes the result.</param>
    /// <param name="aggregateSerde">
    /// Serializes results for the store. Default null: the library's serde for the type; if there is none,
    /// <see cref="TopologyBuilder.Build"/> reports a mistake.
    /// </param>
    /// <param name="splits">
    /// Receives no split rules; returns those to use. Called once, before this method returns. Default null: none, apart from those of the windows.
    /// </param>
    /// <returns>Closed sessions, changes, and late events.</returns>
    /// <exception cref="ArgumentNullException">An argument without a default is null.</exception>
    public static SessionizedStream<TKey, TValue, TAggregate> Sessionize<TKey, TValue, TAggregate>(
        this KStream<TKey, TValue> stream,
        string name,
        SessionWindows windows,
        ISessionAggregator<TKey, TValue, TAggregate> aggregator,
        ISerde<TAggregate>? aggregateSerde = null,
        Func<SessionSplits<TValue>, SessionSplits<TValue>>? splits = null)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(windows);
        ArgumentNullException.ThrowIfNull(aggregator);
        var who = $"Sessionize '{name}'";
        var mistakes = stream.Builder.Mistakes;
        mistakes.Add(windows.Mistakes(name));
        var rules = splits is null ? new() : splits(new()) ?? new();
        mistakes.Add(rules.Mistakes(name));
        mistakes.Add(aggregator.AppliesClickRules ? [] : windows.ClickOnlyMistakes(name));
        var isNamed = mistakes.CheckName(who, name);
        var hasKeySerde = stream.CheckKeySerde(who);
        aggregateSerde = mistakes.Require(aggregateSerde, who, "aggregate", "to it");
        if (!isNamed || !hasKeySerde || aggregateSerde is null)
        {
            return new(
                stream.Empty<TKey, Session<TKey, TAggregate>>(stream.KeySerde),
                stream.Empty<TKey, SessionChange<TKey, TAggregate>>(stream.KeySerde),
                stream.Empty<TKey, LateRecord<TValue>>(stream.KeySerde));
        }

        var partitioned = stream.Partitioned(name);
        var node = partitioned.Attach(new SessionizeNode<TKey, TValue, TAggregate>(name, stream.KeySerde!, windows, rules, aggregator, aggregateSerde));
        return new(
            partitioned.Derive(node.Closed, stream.KeySerde, valueSerde: null, isRekeyed: false),
            partitioned.Derive(node.Changes, stream.KeySerde, valueSerde: null, isRekeyed: false),
            partitioned.Derive(node.Late, stream.KeySerde, valueSerde: null, isRekeyed: false));
    }

    private static SessionizedStream<TKey, TValue, TAggregate> Folded<TKey, TValue, TAggregate>(
        KStream<TKey, TValue> stream,
        string name,
        SessionWindows windows,
        Func<TAggregate> start,
        RecordFold<TKey, TValue, TAggregate> add,
        Func<TAggregate, TAggregate, TAggregate> merge,
        ISerde<TAggregate>? aggregateSerde,
        Func<SessionSplits<TValue>, SessionSplits<TValue>>? splits)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(merge);
        return stream.Sessionize(name, windows, new LambdaSessionAggregator<TKey, TValue, TAggregate>(start, add, merge), aggregateSerde, splits);
    }
}
