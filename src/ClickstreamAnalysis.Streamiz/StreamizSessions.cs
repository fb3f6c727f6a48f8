using ClickstreamAnalysis.Sessions;
using ClickstreamAnalysis.Streamiz.Operators;
using ClickstreamAnalysis.Topologies;
using Streamiz.Kafka.Net.Stream;

namespace ClickstreamAnalysis;

/// <summary>Session operators for streams of Streamiz.</summary>
/// <remarks>
/// <para>
/// Options, rules and results are those of <see cref="KStreamSessions"/>, and the same code computes them. Sessions are kept in a store of
/// Streamiz with the name of the operator, which is also its changelog's: <c>application-name-changelog</c>.
/// </para>
/// <para>
/// The stream must be partitioned by its keys. After an operator that changes keys, call <c>Repartition</c> of Streamiz first. An exception of
/// an aggregator or a serde reaches the exception handler of Streamiz.
/// </para>
/// </remarks>
public static class StreamizSessions
{
    /// <summary>Groups the clicks of each user into sessions.</summary>
    /// <param name="clicks">The clicks, keyed by user.</param>
    /// <param name="name">
    /// Name of the operator and of its store, unique in the topology: 1 to 100 letters, digits, <c>.</c>, <c>_</c> or <c>-</c>. It becomes
    /// part of topic names, so sessions start empty after a rename.
    /// </param>
    /// <param name="windows">Gap, grace period and limits. Default null: the defaults of <see cref="SessionWindows"/>.</param>
    /// <param name="streamiz">How the operator runs inside Streamiz. Default null: the defaults of <see cref="StreamizOptions"/>.</param>
    /// <param name="splits">
    /// Receives no split rules; returns those to use. Called once, before this method returns. Default null: none, apart from those of the windows.
    /// </param>
    /// <returns>Closed sessions, changes, and late clicks.</returns>
    /// <exception cref="ArgumentNullException">The stream or the name is null.</exception>
    /// <exception cref="TopologyException">Name or windows have mistakes; the message lists all of them.</exception>
    public static StreamizSessionStream<string, ClickEvent, SessionFacts> Sessionize(
        this IKStream<string, ClickEvent> clicks,
        string name,
        SessionWindows? windows = null,
        StreamizOptions? streamiz = null,
        Func<SessionSplits<ClickEvent>, SessionSplits<ClickEvent>>? splits = null)
    {
        windows ??= new SessionWindows();
        var rules = new ClickFactRules(windows);
        return clicks.Sessionize(
            name, windows, new ClickSessionAggregator(rules), aggregateSerde: SessionFactsSerde.For(rules), streamiz: streamiz, splits: splits);
    }

    /// <summary>Groups the events of each key into sessions and computes a result over each.</summary>
    /// <remarks>Events arrive in any order and sessions merge, so the result must not depend on order.</remarks>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the events.</typeparam>
    /// <typeparam name="TAggregate">Type of the result.</typeparam>
    /// <param name="stream">The events.</param>
    /// <param name="name">
    /// Name of the operator and of its store, unique in the topology: 1 to 100 letters, digits, <c>.</c>, <c>_</c> or <c>-</c>. It becomes
    /// part of topic names, so sessions start empty after a rename.
    /// </param>
    /// <param name="windows">Gap, grace period and limits.</param>
    /// <param name="start">The result of a session without events.</param>
    /// <param name="add">The result with one more event, from the result so far, key and value. Called on the stream thread, once per
    /// event, or twice under <paramref name="splits"/> while something uses the changes.</param>
    /// <param name="merge">The result over two sessions that merge, from the results over each.</param>
    /// <param name="keySerde">Serializes keys for the store. Default null: the library's serde for the type.</param>
    /// <param name="aggregateSerde">Serializes results for the store. Default null: the library's serde for the type.</param>
    /// <param name="streamiz">How the operator runs inside Streamiz. Default null: the defaults of <see cref="StreamizOptions"/>.</param>
    /// <param name="splits">
    /// Receives no split rules; returns those to use. Called once, before this method returns. Default null: none, apart from those of the windows.
    /// </param>
    /// <returns>Closed sessions, changes, and late events.</returns>
    /// <exception cref="ArgumentNullException">An argument without a default is null.</exception>
    /// <exception cref="TopologyException">Name or windows have mistakes, or there is no serde; the message lists all of them.</exception>
    public static StreamizSessionStream<TKey, TValue, TAggregate> Sessionize<TKey, TValue, TAggregate>(
        this IKStream<TKey, TValue> stream,
        string name,
        SessionWindows windows,
        Func<TAggregate> start,
        Func<TAggregate, TKey, TValue, TAggregate> add,
        Func<TAggregate, TAggregate, TAggregate> merge,
        ISerde<TKey>? keySerde = null,
        ISerde<TAggregate>? aggregateSerde = null,
        StreamizOptions? streamiz = null,
        Func<SessionSplits<TValue>, SessionSplits<TValue>>? splits = null)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(add);
        ArgumentNullException.ThrowIfNull(merge);
        var aggregator = new LambdaSessionAggregator<TKey, TValue, TAggregate>(start, new RecordFold<TKey, TValue, TAggregate>(add), merge);
        return stream.Sessionize(name, windows, aggregator, keySerde, aggregateSerde, streamiz, splits);
    }

    /// <summary>
    /// Groups the events of each key into sessions and computes a result over each by an aggregator, which can change results in place and
    /// receives whole records.
    /// </summary>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the events.</typeparam>
    /// <typeparam name="TAggregate">Type of the result.</typeparam>
    /// <param name="stream">The events.</param>
    /// <param name="name">
    /// Name of the operator and of its store, unique in the topology: 1 to 100 letters, digits, <c>.</c>, <c>_</c> or <c>-</c>. It becomes
    /// part of topic names, so sessions start empty after a rename.
    /// </param>
    /// <param name="windows">Gap, grace period and limits.</param>
    /// <param name="aggregator">Computes the result.</param>
    /// <param name="keySerde">Serializes keys for the store. Default null: the library's serde for the type.</param>
    /// <param name="aggregateSerde">Serializes results for the store. Default null: the library's serde for the type.</param>
    /// <param name="streamiz">How the operator runs inside Streamiz. Default null: the defaults of <see cref="StreamizOptions"/>.</param>
    /// <param name="splits">
    /// Receives no split rules; returns those to use. Called once, before this method returns. Default null: none, apart from those of the windows.
    /// </param>
    /// <returns>Closed sessions, changes, and late events.</returns>
    /// <exception cref="ArgumentNullException">An argument without a default is null.</exception>
    /// <exception cref="TopologyException">Name or windows have mistakes, or there is no serde; the message lists all of them.</exception>
    public static StreamizSessionStream<TKey, TValue, TAggregate> Sessionize<TKey, TValue, TAggregate>(
        this IKStream<TKey, TValue> stream,
        string name,
        SessionWindows windows,
        ISessionAggregator<TKey, TValue, TAggregate> aggregator,
        ISerde<TKey>? keySerde = null,
        ISerde<TAggregate>? aggregateSerde = null,
        StreamizOptions? streamiz = null,
        Func<SessionSplits<TValue>, SessionSplits<TValue>>? splits = null)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(windows);
        ArgumentNullException.ThrowIfNull(aggregator);
        var who = $"Sessionize '{name}'";
        streamiz ??= new StreamizOptions();
        var mistakes = new OperatorMistakes(who);
        mistakes.CheckName(name);
        mistakes.Add(windows.Mistakes(name));
        var rules = splits is null ? new() : splits(new()) ?? new();
        mistakes.Add(rules.Mistakes(name));
        mistakes.Add(aggregator.AppliesClickRules ? [] : windows.ClickOnlyMistakes(name));
        mistakes.Add(streamiz.Mistakes(who));
        keySerde = mistakes.Require(keySerde, "key");
        aggregateSerde = mistakes.Require(aggregateSerde, "aggregate");
        mistakes.ThrowIfAny();
        var node = new SessionizeNode<TKey, TValue, TAggregate>(name, keySerde, windows, rules, aggregator, aggregateSerde);
        return new(new HostedOperator<TKey, TValue>(stream, node, streamiz), node);
    }
}
