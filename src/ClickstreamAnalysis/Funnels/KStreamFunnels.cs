using ClickstreamAnalysis.Funnels;
using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis;

/// <summary>Funnels over streams.</summary>
public static class KStreamFunnels
{
    /// <summary>
    /// Follows each key of the stream through the steps of a funnel. Behind an operator that changed keys, the stream goes
    /// through a repartition topic first.
    /// </summary>
    /// <remarks>Mistakes in the definition are reported by <see cref="TopologyBuilder.Build"/>, all together.</remarks>
    /// <typeparam name="TKey">Type of the keys: what is counted.</typeparam>
    /// <typeparam name="TValue">Type of the events.</typeparam>
    /// <param name="stream">The events; the serde of the keys must be known.</param>
    /// <param name="funnel">The funnel.</param>
    /// <returns>What comes out of the funnel.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static FunnelStream<TKey, TValue> Funnel<TKey, TValue>(this KStream<TKey, TValue> stream, FunnelDefinition<TKey, TValue> funnel)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(funnel);
        var builder = stream.Builder;
        var mistakes = FunnelMistakes.In(funnel).ToList();
        if (stream.KeySerde is null)
        {
            mistakes.Add($"The funnel '{funnel.Name}' does not know the serde of the keys: give it with WithSerdes(...) before the funnel.");
        }

        if (mistakes.Count > 0)
        {
            mistakes.ForEach(builder.Complain);
            return Unusable(stream);
        }

        var partitioned = stream.Partitioned(funnel.Name);
        var node = partitioned.Attach(new FunnelNode<TKey, TValue>(funnel, stream.KeySerde!));
        return new(
            partitioned.Derive(node.Outcomes, stream.KeySerde, FunnelOutcome.Serde, isRekeyed: false),
            partitioned.Derive(node.Late, stream.KeySerde, valueSerde: null, isRekeyed: false),
            () => Counts(partitioned, funnel, node));
    }

    private static KStream<FunnelBucket, FunnelCounts> Counts<TKey, TValue>(
        KStream<TKey, TValue> stream, FunnelDefinition<TKey, TValue> funnel, FunnelNode<TKey, TValue> node)
        where TKey : notnull
    {
        var name = $"{funnel.Name}-counts";
        var deltas = stream
            .Derive(node.Deltas, FunnelBucket.Serde, new StepNumbersSerde(funnel.Steps.Count), isRekeyed: true)
            .Through(name, partitions: 1);
        var totals = deltas.Attach(new FunnelTotalsNode(name, [.. funnel.StepNames]));
        return deltas.Derive(totals.Output, FunnelBucket.Serde, FunnelCounts.Serde, isRekeyed: false);
    }

    /// <summary>Streams that lead nowhere, so that the rest of a topology that will be refused can be described, and checked too.</summary>
    private static FunnelStream<TKey, TValue> Unusable<TKey, TValue>(KStream<TKey, TValue> stream)
        where TKey : notnull => new(
            stream.Derive(new OutputPort<TKey, FunnelOutcome>(stream.Port.Owner, ""), stream.KeySerde, FunnelOutcome.Serde, isRekeyed: false),
            stream.Derive(new OutputPort<TKey, LateRecord<TValue>>(stream.Port.Owner, ""), stream.KeySerde, valueSerde: null, isRekeyed: false),
            () => stream.Derive(new OutputPort<FunnelBucket, FunnelCounts>(stream.Port.Owner, ""), FunnelBucket.Serde, FunnelCounts.Serde, isRekeyed: false));
}
