using ClickstreamAnalysis.Benchmarks.Clicks;

namespace ClickstreamAnalysis.Benchmarks.Latency;

/// <summary>Counts the clicks of each user; every click gives a result at once.</summary>
/// <remarks>The field <c>ts</c> is in microseconds here: with milliseconds there would be nothing to see.</remarks>
internal static class LatencyTopology
{
    public const string Store = "counts";

    public static Topology Build(LatencySettings settings)
    {
        var builder = new TopologyBuilder();
        builder.AddStore(Stores.KeyValue(Store, Serdes.Utf8, Serdes.Int64));
        builder.Stream(settings.Input, new Consumed<string, ClickEvent>
        {
            ValueSerde = new ClickEventSerde(ClickFields.Page),
            TimestampMsOf = static click => ClickGenerator.StartMs + (click.TimestampMs / 1_000),
        })
            .Process("count", () => new Counter(), Store)
            .WithSerdes(Serdes.Utf8, new ClickCountSerde())
            .To(settings.Output);
        return builder.Build();
    }

    private sealed class Counter : IProcessor<string, ClickEvent, string, ClickCount>
    {
        private IKeyValueStore<string, long>? _counts;
        private IProcessorContext<string, ClickCount>? _context;

        public void Initialize(IProcessorContext<string, ClickCount> context)
        {
            _context = context;
            _counts = context.GetStore<IKeyValueStore<string, long>>(Store);
        }

        public void Process(in Record<string, ClickEvent> record)
        {
            _counts!.TryGet(record.Key, out var count);
            _counts.Put(record.Key, count + 1);
            _context!.Forward(record.WithValue(new ClickCount(record.Value.TimestampMs, count + 1)));
        }
    }
}
