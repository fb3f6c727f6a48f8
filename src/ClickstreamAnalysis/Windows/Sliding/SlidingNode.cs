using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.Topologies;
using ClickstreamAnalysis.Windows.Partials;

namespace ClickstreamAnalysis.Windows.Sliding;

/// <summary>The node of sliding window operators.</summary>
internal sealed class SlidingNode<TKey, TValue, TAggregate> : InputNode<TKey, TValue>
    where TKey : notnull
{
    public SlidingNode(
        string name,
        SlidingWindows windows,
        WindowAggregator<TKey, TValue, TAggregate> aggregator,
        WindowMerger<TAggregate> merger,
        ISerde<TKey> keySerde,
        ISerde<TAggregate> valueSerde)
        : base(name)
    {
        Windows = windows;
        Aggregator = aggregator;
        Merger = merger;
        Stores = [new SlidingTableBuilder<TKey, TAggregate>(name, keySerde, valueSerde, windows.SizeMs, merger)];
        Updates = AddPort<Windowed<TKey>, TAggregate>("updates", new OutputDelay(0, IsHeld: true));
        Closed = AddPort<Windowed<TKey>, TAggregate>("closed", new OutputDelay(windows.GraceMs, IsHeld: true));
        Late = AddPort<TKey, LateRecord<TValue>>("late");
    }

    public override string Kind => "sliding-window";

    public override bool SeesHeaders => Aggregator.Add.SeesRecord;

    public override IReadOnlyList<StoreBuilder> Stores { get; }

    public SlidingWindows Windows { get; }

    public WindowAggregator<TKey, TValue, TAggregate> Aggregator { get; }

    public WindowMerger<TAggregate> Merger { get; }

    public OutputPort<Windowed<TKey>, TAggregate> Updates { get; }

    public OutputPort<Windowed<TKey>, TAggregate> Closed { get; }

    public OutputPort<TKey, LateRecord<TValue>> Late { get; }

    protected override Receiver<TKey, TValue> CreateReceiver(TaskAssembly assembly) => new SlidingReceiver<TKey, TValue, TAggregate>(this, assembly);
}
