using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis.Windows;

/// <summary>The node of window operators: aggregates the values of each key in each window.</summary>
internal sealed class WindowNode<TKey, TValue, TAggregate> : InputNode<TKey, TValue>
    where TKey : notnull
{
    private readonly TimeWindows _windows;
    private readonly WindowAggregator<TKey, TValue, TAggregate> _aggregator;

    public WindowNode(
        string name, TimeWindows windows, WindowAggregator<TKey, TValue, TAggregate> aggregator, ISerde<TKey> keySerde, ISerde<TAggregate> valueSerde)
        : base(name)
    {
        _windows = windows;
        _aggregator = aggregator;
        Stores = [new WindowTableBuilder<TKey, TAggregate>(name, keySerde, valueSerde, windows.SizeMs)];
        Updates = AddPort<Windowed<TKey>, TAggregate>("updates", new OutputDelay(0, IsHeld: true));
        Closed = AddPort<Windowed<TKey>, TAggregate>("closed", new OutputDelay(windows.GraceMs, IsHeld: true));
        Late = AddPort<TKey, LateRecord<TValue>>("late");
    }

    public override string Kind => "window";

    public override bool SeesHeaders => _aggregator.Add.SeesRecord;

    public override IReadOnlyList<StoreBuilder> Stores { get; }

    public OutputPort<Windowed<TKey>, TAggregate> Updates { get; }

    public OutputPort<Windowed<TKey>, TAggregate> Closed { get; }

    public OutputPort<TKey, LateRecord<TValue>> Late { get; }

    protected override Receiver<TKey, TValue> CreateReceiver(TaskAssembly assembly) =>
        new WindowReceiver<TKey, TValue, TAggregate>(this, _windows, _aggregator, assembly);
}
