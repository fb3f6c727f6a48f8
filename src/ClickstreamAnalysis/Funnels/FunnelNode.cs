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
        Stores = [new FunnelTableBuilder<TKey>(name, keySerde, _rules)];
        Outcomes = AddPort<TKey, FunnelOutcome>("outcomes", new OutputDelay(_rules.OpenMs, IsHeld: true));
        Deltas = AddPort<FunnelBucket, long[]>("counts", new OutputDelay(0, IsHeld: true));
        Late = AddPort<TKey, LateRecord<TValue>>("late");
    }

    public override string Kind => "funnel";

    public override bool SeesHeaders => _funnel.Steps.Any(static step => step.Predicate.SeesRecord);

    public override IReadOnlyList<StoreBuilder> Stores { get; }

    public OutputPort<TKey, FunnelOutcome> Outcomes { get; }

    public OutputPort<FunnelBucket, long[]> Deltas { get; }

    public OutputPort<TKey, LateRecord<TValue>> Late { get; }

    protected override Receiver<TKey, TValue> CreateReceiver(TaskAssembly assembly) =>
        new FunnelReceiver<TKey, TValue>(this, _funnel, _rules, assembly);
}
