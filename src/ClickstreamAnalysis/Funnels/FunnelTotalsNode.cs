using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.State.Tables;
using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis.Funnels;

/// <summary>Sums the changes of all tasks, and emits the changed totals at each commit.</summary>
internal sealed class FunnelTotalsNode<TNumbers> : InputNode<FunnelBucket, TNumbers>
{
    private readonly FunnelTotalsTableBuilder<TNumbers> _store;

    public FunnelTotalsNode(FunnelTotalsTableBuilder<TNumbers> store)
        : base(store.Name)
    {
        _store = store;
        Stores = [_store];
        Output = AddPort<FunnelBucket, FunnelCounts>(delay: new OutputDelay(0, IsHeld: true));
    }

    public override string Kind => "funnel-totals";

    public override IReadOnlyList<StoreBuilder> Stores { get; }

    public OutputPort<FunnelBucket, FunnelCounts> Output { get; }

    protected override Receiver<FunnelBucket, TNumbers> CreateReceiver(TaskAssembly assembly) => new Totals(this, assembly);

    private sealed class Totals : Receiver<FunnelBucket, TNumbers>
    {
        private readonly ExpiringTable<FunnelBucket, TNumbers> _table;
        private readonly FunnelTotalsTableBuilder<TNumbers> _store;
        private readonly Receiver<FunnelBucket, FunnelCounts> _next;
        private readonly Dictionary<FunnelBucket, (TNumbers Totals, long TimestampMs)> _changed = [];

        public Totals(FunnelTotalsNode<TNumbers> node, TaskAssembly assembly)
        {
            var context = assembly.CreateContext(node.Name, [node.Name]);
            _table = context.GetStore<ExpiringTable<FunnelBucket, TNumbers>>(node.Name);
            _store = node._store;
            context.OnCommit(Forward);
            _next = node.Output.Connect(assembly);
        }

        public override void Process(in Record<FunnelBucket, TNumbers> record)
        {
            // Totals never expire: an idle upstream task that stream time does not wait for may still send changes of an old bucket.
            var entry = _table.Find(record.Key) ?? _table.Add(record.Key, _store.Zero(), long.MaxValue);
            _store.Add(entry.State, record.Value);
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
