namespace ClickstreamAnalysis.Tests.Queries;

/// <summary>Counts the records of each key in two stores and of each task in a third, so that stores of different commits contradict each other.</summary>
internal static class CountingTopology
{
    public const string Input = "in";
    public const string First = "first";
    public const string Second = "second";
    public const string Total = "total";

    /// <param name="isLogged">Whether the second store has a changelog.</param>
    public static Topology Create(bool isLogged = true)
    {
        var builder = new TopologyBuilder();
        var second = Stores.KeyValue(Second, Serdes.Utf8, Serdes.Int64);
        builder.AddStore(Stores.KeyValue(First, Serdes.Utf8, Serdes.Int64));
        builder.AddStore(isLogged ? second : second.WithoutChangelog());
        builder.AddStore(Stores.KeyValue(Total, Serdes.Utf8, Serdes.Int64));
        builder.Stream(Input, Serdes.Utf8, Serdes.Int64).Process("count", static () => new Counting(), First, Second, Total);
        return builder.Build();
    }

    /// <summary>Asserts that every answer of a view is of one commit: the counts agree with each other and with the offset.</summary>
    public static void AssertWhole(StateView view)
    {
        var first = view.KeyValue<string, long>(First).All().ToDictionary();
        var second = view.KeyValue<string, long>(Second).All().ToDictionary();
        var totals = view.KeyValue<string, long>(Total).All().Sum(static pair => pair.Value);
        var next = view.Positions.Sum(static position => position.Inputs.Sum(static input => input.Offset));
        Assert.That(second, Is.EqualTo(first));
        Assert.That(first.Values.Sum(), Is.EqualTo(totals));
        Assert.That(totals, Is.EqualTo(next), "as many records as the positions say");
        foreach (var (key, count) in first)
        {
            var answer = view.KeyValue<string, long>(Second).Find(key);
            Assert.That(answer.Value, Is.EqualTo(count));
        }
    }

    private sealed class Counting : IProcessor<string, long, string, long>
    {
        private IKeyValueStore<string, long> _first = null!;
        private IKeyValueStore<string, long> _second = null!;
        private IKeyValueStore<string, long> _total = null!;

        public void Initialize(IProcessorContext<string, long> context)
        {
            _first = context.GetStore<IKeyValueStore<string, long>>(First);
            _second = context.GetStore<IKeyValueStore<string, long>>(Second);
            _total = context.GetStore<IKeyValueStore<string, long>>(Total);
        }

        public void Process(in Record<string, long> record)
        {
            Increment(_first, record.Key);
            Increment(_second, record.Key);
            Increment(_total, "all");
        }

        private static void Increment(IKeyValueStore<string, long> store, string key) => store.Put(key, store.TryGet(key, out var count) ? count + 1 : 1);
    }
}
