using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis.Windows.Partials;

/// <summary>The second phase of a window operator: merges the partial results of all upstream tasks.</summary>
internal sealed class WindowMergeNode<TKey, TAggregate> : InputNode<TKey, WindowPartial<TAggregate>>
    where TKey : notnull
{
    public WindowMergeNode(string name, TimeWindows windows, WindowMerger<TAggregate> merger, ISerde<TKey> keySerde, ISerde<TAggregate> valueSerde)
        : base(name)
    {
        Windows = windows;
        Merger = merger;
        Stores = [new WindowTableBuilder<TKey, TAggregate>(name, keySerde, valueSerde, windows.SizeMs)];
        Updates = AddPort<Windowed<TKey>, TAggregate>("updates", new OutputDelay(0, IsHeld: true));
        Closed = AddPort<Windowed<TKey>, TAggregate>("closed", new OutputDelay(windows.GraceMs, IsHeld: true));
    }

    public override string Kind => "window";

    public override bool SeesHeaders => false;

    public override IReadOnlyList<StoreBuilder> Stores { get; }

    public TimeWindows Windows { get; }

    public WindowMerger<TAggregate> Merger { get; }

    public OutputPort<Windowed<TKey>, TAggregate> Updates { get; }

    public OutputPort<Windowed<TKey>, TAggregate> Closed { get; }

    protected override Receiver<TKey, WindowPartial<TAggregate>> CreateReceiver(TaskAssembly assembly) => new WindowMergeReceiver<TKey, TAggregate>(this, assembly);
}
