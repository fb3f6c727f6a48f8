using ClickstreamAnalysis.Processing;
using ClickstreamAnalysis.State.Tables;
using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>Sums the tallies of all tasks, and emits the changed totals at each commit.</summary>
internal sealed class TallyTotalsNode : InputNode<FunnelBucket, FunnelTally>
{
    private readonly TallyLayout _layout;

    public TallyTotalsNode(string name, TallyLayout layout)
        : base(name)
    {
        _layout = layout;
        Stores = [new TallyTableBuilder(name, layout)];
        Output = AddPort<FunnelBucket, FunnelCounts>(delay: new OutputDelay(0, IsHeld: true));
    }

    public override string Kind => "funnel-totals";

    public override IReadOnlyList<StoreBuilder> Stores { get; }

    public OutputPort<FunnelBucket, FunnelCounts> Output { get; }

    protected override Receiver<FunnelBucket, FunnelTally> CreateReceiver(TaskAssembly assembly) => new Totals(this, assembly);

    private sealed class Totals : Receiver<FunnelBucket, FunnelTally>
    {
        private readonly ExpiringTable<FunnelBucket, FunnelTally> _table;
        private readonly TallyLayout _layout;
        private readonly Receiver<FunnelBucket, FunnelCounts> _next;
        private readonly Dictionary<FunnelBucket, (FunnelTally Totals, long TimestampMs)> _changed = [];

        public Totals(TallyTotalsNode node, TaskAssembly assembly)
        {
            var context = assembly.CreateContext(node.Name, [node.Name]);
            _table = context.GetStore<ExpiringTable<FunnelBucket, FunnelTally>>(node.Name);
            _layout = node._layout;
            context.OnCommit(Forward);
            context.OnDiscard(_changed.Clear);
            _next = node.Output.Connect(assembly);
        }

        public override void Process(in Record<FunnelBucket, FunnelTally> record)
        {
            // Totals never expire: an idle upstream task that stream time does not wait for may still send changes of an old bucket.
            var entry = _table.Find(record.Key) ?? _table.Add(record.Key, new FunnelTally(), long.MaxValue);
            entry.State.Add(record.Value);
            _table.Touch(entry, long.MaxValue);
            var latestMs = _changed.TryGetValue(record.Key, out var before) ? Math.Max(before.TimestampMs, record.TimestampMs) : record.TimestampMs;
            _changed[record.Key] = (entry.State, latestMs);
        }

        private void Forward()
        {
            foreach (var (bucket, (totals, timestampMs)) in _changed)
            {
                _next.Process(new(bucket, _layout.CountsOf(bucket, totals), timestampMs));
            }

            _changed.Clear();
        }
    }
}
