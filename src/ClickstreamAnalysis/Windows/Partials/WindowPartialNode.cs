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
        Partials = AddPort<TKey, WindowPartial<TAggregate>>("partials", new OutputDelay(0, IsHeld: true));
        Late = AddPort<TKey, LateRecord<TValue>>("late");
    }

    public override string Kind => "window-partials";

    public override bool SeesHeaders => Aggregator.Add.SeesRecord;

    /// <summary>The name of the operator, for what users see of it.</summary>
    public string OperatorName { get; }

    public TimeWindows Windows { get; }

    public WindowAggregator<TKey, TValue, TAggregate> Aggregator { get; }

    public OutputPort<TKey, WindowPartial<TAggregate>> Partials { get; }

    public OutputPort<TKey, LateRecord<TValue>> Late { get; }

    protected override Receiver<TKey, TValue> CreateReceiver(TaskAssembly assembly) => new WindowPartialReceiver<TKey, TValue, TAggregate>(this, assembly);
}
