using ClickstreamAnalysis.Funnels;
using ClickstreamAnalysis.Funnels.Rules;
using ClickstreamAnalysis.Streamiz.Operators;
using ClickstreamAnalysis.Topologies;
using Streamiz.Kafka.Net.Stream;

namespace ClickstreamAnalysis;

/// <summary>The output streams of a funnel in Streamiz. A stream that is not used costs nothing.</summary>
/// <remarks>
/// Use the streams before the topology is built. Each is named after the funnel: <c>name-outcomes</c>, <c>name-drop-offs</c>, <c>name-late</c>, <c>name-counts</c>.
/// Not thread-safe, like the <c>StreamBuilder</c> of Streamiz.
/// </remarks>
/// <typeparam name="TKey">Type of the keys: the entities that are counted.</typeparam>
/// <typeparam name="TValue">Type of the events.</typeparam>
public sealed class StreamizFunnelStream<TKey, TValue>
    where TKey : notnull
{
    private readonly HostedOperator<TKey, TValue> _hosted;
    private readonly FunnelNode<TKey, TValue> _node;
    private readonly FunnelDefinition<TKey, TValue> _funnel;
    private readonly StreamizOptions _streamiz;
    private IKStream<TKey, FunnelOutcome>? _outcomes;
    private IKStream<TKey, FunnelOutcome>? _dropOffs;
    private IKStream<FunnelBucket, FunnelCounts>? _counts;
    private IKStream<TKey, LateRecord<TValue>>? _late;

    internal StreamizFunnelStream(
        HostedOperator<TKey, TValue> hosted, FunnelNode<TKey, TValue> node, FunnelDefinition<TKey, TValue> funnel, StreamizOptions streamiz)
    {
        _hosted = hosted;
        _node = node;
        _funnel = funnel;
        _streamiz = streamiz;
    }

    /// <summary>
    /// The progress of each entity, see <see cref="FunnelOutcome"/>. The record's time is the time of the deepest step reached.
    /// </summary>
    public IKStream<TKey, FunnelOutcome> Outcomes => _outcomes ??= _hosted.StreamOf(_node.Outcomes, $"{_hosted.Name}-outcomes");

    /// <summary>Who dropped off, when and after which step: the final outcomes that are not complete.</summary>
    public IKStream<TKey, FunnelOutcome> DropOffs =>
        _dropOffs ??= Outcomes.Filter(static (_, outcome, _) => outcome is { IsFinal: true, IsComplete: false }, $"{_hosted.Name}-drop-offs");

    /// <summary>
    /// The number of entities that reached each step, per entry bucket, over all partitions. The first access adds a repartition topic with
    /// one partition, and the store <c>name-counts</c>. Totals are kept forever, about 30 bytes per bucket.
    /// </summary>
    /// <remarks>
    /// Emits the new totals at each step that an entity reaches. This library's own engine emits at each commit, because it can hold changes
    /// back until then and Streamiz cannot.
    /// </remarks>
    public IKStream<FunnelBucket, FunnelCounts> Counts => _counts ??= CreateCounts();

    /// <summary>Step events that arrived too late to begin an attempt, each with its own time and headers.</summary>
    public IKStream<TKey, LateRecord<TValue>> Late => _late ??= _hosted.StreamOf(_node.Late, $"{_hosted.Name}-late");

    private IKStream<FunnelBucket, FunnelCounts> CreateCounts()
    {
        var name = $"{_hosted.Name}-counts";
        return _node.Ruled is { } ruled
            ? Summed(_node.Tallies, new TallyTableBuilder(name, _funnel.LayoutOf(ruled)))
            : Summed(_node.Deltas, new StepTotalsTableBuilder(name, [.. _funnel.StepNames]));
    }

    private IKStream<FunnelBucket, FunnelCounts> Summed<TNumbers>(OutputPort<FunnelBucket, TNumbers> changes, FunnelTotalsTableBuilder<TNumbers> totals)
    {
        var partitioned = _hosted.RekeyedStreamOf(changes, $"{_hosted.Name}-deltas")
            .Repartition(Repartitioned<FunnelBucket, TNumbers>
                .With(FunnelBucket.Serde.ToStreamiz(), totals.StateSerde.ToStreamiz<TNumbers>())
                .WithName($"{totals.Name}-input")
                .WithNumberOfPartitions(1));
        var node = new FunnelTotalsNode<TNumbers>(totals);
        return new HostedOperator<FunnelBucket, TNumbers>(partitioned, node, _streamiz).StreamOf(node.Output, $"{totals.Name}-totals");
    }
}
