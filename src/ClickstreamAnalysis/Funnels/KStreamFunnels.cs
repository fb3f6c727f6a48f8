using ClickstreamAnalysis.Funnels;
using ClickstreamAnalysis.Funnels.Rules;
using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis;

/// <summary>Funnel operators.</summary>
public static class KStreamFunnels
{
    /// <summary>
    /// Tracks each key of the stream through the steps of a funnel. If an operator changed the keys, the stream goes through a
    /// repartition topic first.
    /// </summary>
    /// <remarks>
    /// <see cref="FunnelDefinition{TKey,TValue}"/> has an example and a worked timeline. Mistakes in the definition are reported by
    /// <see cref="TopologyBuilder.Build"/>, all together.
    /// </remarks>
    /// <typeparam name="TKey">Type of the keys: the entities that are counted.</typeparam>
    /// <typeparam name="TValue">Type of the events.</typeparam>
    /// <param name="stream">The events; the serde of the keys must be known.</param>
    /// <param name="name">
    /// The funnel's name, unique in the topology: 1 to 100 letters, digits, <c>.</c>, <c>_</c> or <c>-</c>. It becomes part of
    /// topic names, so the funnel starts empty after a rename.
    /// </param>
    /// <param name="define">
    /// Receives a funnel without steps; returns it with at least two steps and a conversion window. Called once, before this method
    /// returns.
    /// </param>
    /// <returns>The results of the funnel.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static FunnelStream<TKey, TValue> Funnel<TKey, TValue>(
        this KStream<TKey, TValue> stream, string name, Func<FunnelDefinition<TKey, TValue>, FunnelDefinition<TKey, TValue>> define)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(define);
        var funnel = define(new());
        var who = $"The funnel '{name}'";
        var mistakes = FunnelMistakes.In(who, funnel).ToList();
        stream.Builder.Mistakes.Add(mistakes);
        var isNamed = stream.Builder.Mistakes.CheckName(who, name);
        var hasKeySerde = stream.CheckKeySerde(who);
        if (!isNamed || !hasKeySerde || mistakes.Count > 0)
        {
            return new(
                stream.Empty<TKey, FunnelOutcome>(stream.KeySerde),
                stream.Empty<TKey, LateRecord<TValue>>(stream.KeySerde),
                () => stream.Empty<FunnelBucket, FunnelCounts>());
        }

        var partitioned = stream.Partitioned(name);
        var node = partitioned.Attach(new FunnelNode<TKey, TValue>(name, funnel, stream.KeySerde!));
        return new(
            partitioned.Derive(node.Outcomes, stream.KeySerde, FunnelOutcome.Serde, isRekeyed: false),
            partitioned.Derive(node.Late, stream.KeySerde, valueSerde: null, isRekeyed: false),
            () => Counts(partitioned, $"{name}-counts", funnel, node));
    }

    private static KStream<FunnelBucket, FunnelCounts> Counts<TKey, TValue>(
        KStream<TKey, TValue> stream, string name, FunnelDefinition<TKey, TValue> funnel, FunnelNode<TKey, TValue> node)
        where TKey : notnull
    {
        return node.Ruled is { } ruled
            ? Summed(stream, node.Tallies, new TallyTableBuilder(name, funnel.LayoutOf(ruled)))
            : Summed(stream, node.Deltas, new StepTotalsTableBuilder(name, [.. funnel.StepNames]));
    }

    private static KStream<FunnelBucket, FunnelCounts> Summed<TKey, TValue, TNumbers>(
        KStream<TKey, TValue> stream, OutputPort<FunnelBucket, TNumbers> changes, FunnelTotalsTableBuilder<TNumbers> totals)
        where TKey : notnull
    {
        var partitioned = stream.Derive(changes, FunnelBucket.Serde, totals.StateSerde, isRekeyed: true).Through(totals.Name, partitions: 1);
        var node = partitioned.Attach(new FunnelTotalsNode<TNumbers>(totals));
        return partitioned.Derive(node.Output, FunnelBucket.Serde, FunnelCounts.Serde, isRekeyed: false);
    }
}
