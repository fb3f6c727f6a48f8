using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis.Windows.Partials;

/// <summary>The first phase of a window operator: aggregates in each upstream task until the commit.</summary>
internal sealed class WindowPartialNode<TKey, TValue, TAggregate> : InputNode<TKey, TValue>
    where TKey : notnull
{
    public WindowPartialNode(string name, TimeWindows windows, WindowAggregator<TKey, TValue, TAggregate> aggregator)
        : base($"{name}-partials")
    {
        OperatorName = name;
        Windows = windows;
        Aggregator = aggregator;
        Stores = [ClickstreamAnalysis.Stores.KeyValue(Name, Serdes.Int32, Serdes.Int64)];
        Partials = AddPort<TKey, WindowPartial<TAggregate>>("partials", new OutputDelay(0, IsHeld: true));
        Late = AddPort<TKey, LateRecord<TValue>>("late");
    }

    public override string Kind => "window-partials";

    public override bool SeesHeaders => Aggregator.Add.SeesRecord;

    /// <summary>A row with stream time, so that lateness is judged in the same way after a restart on an empty disk.</summary>
    public override IReadOnlyList<StoreBuilder> Stores { get; }

    /// <summary>The name of the operator, for what users see of it.</summary>
    public string OperatorName { get; }

    public TimeWindows Windows { get; }

    public WindowAggregator<TKey, TValue, TAggregate> Aggregator { get; }

    public OutputPort<TKey, WindowPartial<TAggregate>> Partials { get; }

    public OutputPort<TKey, LateRecord<TValue>> Late { get; }

    protected override Receiver<TKey, TValue> CreateReceiver(TaskAssembly assembly) => new WindowPartialReceiver<TKey, TValue, TAggregate>(this, assembly);
}
