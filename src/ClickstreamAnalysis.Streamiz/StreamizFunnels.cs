using ClickstreamAnalysis.Funnels;
using ClickstreamAnalysis.Streamiz.Operators;
using Streamiz.Kafka.Net.Stream;

namespace ClickstreamAnalysis;

/// <summary>Funnel operators for streams of Streamiz.</summary>
/// <remarks>
/// Definitions, rules and results are those of <see cref="KStreamFunnels"/>, and the same code computes them. Attempts are kept in a store of
/// Streamiz with the name of the funnel, which is also its changelog's. The stream must be partitioned by its keys: after an operator that
/// changes keys, call <c>Repartition</c> of Streamiz first.
/// </remarks>
public static class StreamizFunnels
{
    /// <summary>Tracks each key of the stream through the steps of a funnel.</summary>
    /// <typeparam name="TKey">Type of the keys: the entities that are counted.</typeparam>
    /// <typeparam name="TValue">Type of the events.</typeparam>
    /// <param name="stream">The events.</param>
    /// <param name="name">
    /// The funnel's name, unique in the topology: 1 to 100 letters, digits, <c>.</c>, <c>_</c> or <c>-</c>. It becomes part of topic names, so
    /// the funnel starts empty after a rename.
    /// </param>
    /// <param name="define">
    /// Receives a funnel without steps; returns it with at least two steps and a conversion window. Called once, before this method returns.
    /// </param>
    /// <param name="keySerde">Serializes keys for the store. Default null: the library's serde for the type.</param>
    /// <param name="streamiz">How the operator runs inside Streamiz. Default null: the defaults of <see cref="StreamizOptions"/>.</param>
    /// <returns>The results of the funnel.</returns>
    /// <exception cref="ArgumentNullException">An argument without a default is null.</exception>
    /// <exception cref="TopologyException">Name or definition have mistakes, or there is no serde; the message lists all of them.</exception>
    public static StreamizFunnelStream<TKey, TValue> Funnel<TKey, TValue>(
        this IKStream<TKey, TValue> stream,
        string name,
        Func<FunnelDefinition<TKey, TValue>, FunnelDefinition<TKey, TValue>> define,
        ISerde<TKey>? keySerde = null,
        StreamizOptions? streamiz = null)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(define);
        var funnel = define(new());
        var who = $"The funnel '{name}'";
        streamiz ??= new StreamizOptions();
        var mistakes = new OperatorMistakes(who);
        mistakes.CheckName(name);
        mistakes.Add(FunnelMistakes.In(who, funnel));
        mistakes.Add(streamiz.Mistakes(who));
        keySerde = mistakes.Require(keySerde, "key");
        mistakes.ThrowIfAny();
        var node = new FunnelNode<TKey, TValue>(name, funnel, keySerde);
        return new(new HostedOperator<TKey, TValue>(stream, node, streamiz), node, funnel, streamiz);
    }
}
