using ClickstreamAnalysis.Funnels.Rules;
using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis.Funnels;

/// <summary>The node of <c>Funnel</c>: tracks each entity through the steps.</summary>
internal sealed class FunnelNode<TKey, TValue> : InputNode<TKey, TValue>
    where TKey : notnull
{
    private readonly FunnelDefinition<TKey, TValue> _funnel;
    private readonly FunnelRules _rules;

    public FunnelNode(string name, FunnelDefinition<TKey, TValue> funnel, ISerde<TKey> keySerde)
        : base(name)
    {
        _funnel = funnel;
        _rules = FunnelRules.Of(funnel);
        Ruled = funnel.IsPlain ? null : funnel.ToRuled();
        Stores = Ruled is null
            ? [new FunnelTableBuilder<TKey>(name, keySerde, _rules)]
            : [new RuledTableBuilder<TKey>(name, keySerde, Ruled, funnel.ResultsOf(Ruled))];
        Outcomes = AddPort<TKey, FunnelOutcome>("outcomes", new OutputDelay(_rules.OpenMs, IsHeld: true));
        Deltas = AddPort<FunnelBucket, long[]>("counts", new OutputDelay(0, IsHeld: true));
        Tallies = AddPort<FunnelBucket, FunnelTally>("tallies", new OutputDelay(_rules.OpenMs, IsHeld: true));
        Late = AddPort<TKey, LateRecord<TValue>>("late");
    }

    public override string Kind => "funnel";

    public override bool SeesHeaders => _funnel.SeesRecord;

    public override IReadOnlyList<StoreBuilder> Stores { get; }

    public OutputPort<TKey, FunnelOutcome> Outcomes { get; }

    /// <summary>The rules beyond the ordered best chain; null when there are none.</summary>
    public RuledFunnel? Ruled { get; }

    /// <summary>The changes of the counts without such rules.</summary>
    public OutputPort<FunnelBucket, long[]> Deltas { get; }

    /// <summary>The changes of the counts with such rules.</summary>
    public OutputPort<FunnelBucket, FunnelTally> Tallies { get; }

    public OutputPort<TKey, LateRecord<TValue>> Late { get; }

    protected override Receiver<TKey, TValue> CreateReceiver(TaskAssembly assembly) =>
        Ruled is null
            ? new FunnelReceiver<TKey, TValue>(this, _funnel, _rules, assembly)
            : new RuledReceiver<TKey, TValue>(this, _funnel, Ruled, assembly);
}
