using System.Collections.Immutable;
using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.State.Tables;
using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis.Funnels;

/// <summary>Sums the changes of all tasks, and emits the changed totals at each commit.</summary>
internal sealed class FunnelTotalsNode : InputNode<FunnelBucket, long[]>
{
    private readonly FunnelTotalsTableBuilder _store;
    private readonly int _steps;

    public FunnelTotalsNode(string name, ImmutableArray<string> steps)
        : base(name)
    {
        _steps = steps.Length;
        _store = new FunnelTotalsTableBuilder(name, steps);
        Stores = [_store];
        Output = AddPort<FunnelBucket, FunnelCounts>(delay: new OutputDelay(0, IsHeld: true));
    }

    public override string Kind => "funnel-totals";

    public override IReadOnlyList<StoreBuilder> Stores { get; }

    public OutputPort<FunnelBucket, FunnelCounts> Output { get; }

    protected override Receiver<FunnelBucket, long[]> CreateReceiver(TaskAssembly assembly) => new Totals(this, assembly);

    private sealed class Totals : Receiver<FunnelBucket, long[]>
    {
        private readonly ExpiringTable<FunnelBucket, long[]> _table;
        private readonly FunnelTotalsTableBuilder _store;
        private readonly int _steps;
        private readonly Receiver<FunnelBucket, FunnelCounts> _next;
        private readonly Dictionary<FunnelBucket, (long[] Totals, long TimestampMs)> _changed = [];

        public Totals(FunnelTotalsNode node, TaskAssembly assembly)
        {
            var context = assembly.CreateContext(node.Name, [node.Name]);
            _table = context.GetStore<ExpiringTable<FunnelBucket, long[]>>(node.Name);
            _steps = node._steps;
            _store = node._store;
            context.OnCommit(Forward);
            context.OnDiscard(_changed.Clear);
            _next = node.Output.Connect(assembly);
        }

        public override void Process(in Record<FunnelBucket, long[]> record)
        {
            // Totals never expire: an idle upstream task that stream time does not wait for may still send changes of an old bucket.
            var entry = _table.Find(record.Key) ?? _table.Add(record.Key, new long[_steps], long.MaxValue);
            for (var step = 0; step < _steps; step++)
            {
                entry.State[step] += record.Value[step];
            }

            _table.Touch(entry, long.MaxValue);
            var latestMs = _changed.TryGetValue(record.Key, out var before) ? Math.Max(before.TimestampMs, record.TimestampMs) : record.TimestampMs;
            _changed[record.Key] = (entry.State, latestMs);
        }

        private void Forward()
        {
            foreach (var (bucket, (totals, timestampMs)) in _changed)
            {
                _next.Process(new(bucket, _store.CountsOf(bucket, totals), timestampMs));
            }

            _changed.Clear();
        }
    }
}
