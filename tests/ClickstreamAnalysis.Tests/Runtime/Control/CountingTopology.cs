namespace ClickstreamAnalysis.Tests.Runtime.Control;

/// <summary>Counts the records of each key in a store, and writes each count: what is lost or doubled shows.</summary>
internal static class CountingTopology
{
    public static Topology Create(string input, string output, Action? onRecord = null)
    {
        var builder = new TopologyBuilder().AddStore(Stores.KeyValue("counts", Serdes.Int32, Serdes.Int64));
        builder.Stream(input, Serdes.Int32, Serdes.Int32).Process("count", () => new Counter(onRecord), "counts").To(output, Serdes.Int32, Serdes.Int64);
        return builder.Build();
    }

    private sealed class Counter(Action? onRecord) : IProcessor<int, int, int, long>
    {
        private IProcessorContext<int, long> _context = null!;
        private IKeyValueStore<int, long> _counts = null!;

        public void Initialize(IProcessorContext<int, long> context)
        {
            _context = context;
            _counts = context.GetStore<IKeyValueStore<int, long>>("counts");
        }

        public void Process(in Record<int, int> record)
        {
            onRecord?.Invoke();
            _ = _counts.TryGet(record.Key, out var count);
            _counts.Put(record.Key, count + 1);
            _context.Forward(record.WithValue(count + 1));
        }
    }
}
