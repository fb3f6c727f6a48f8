using ClickstreamAnalysis.Testing;

namespace ClickstreamAnalysis.Tests.Processors;

/// <summary>The base class of processors.</summary>
public sealed class ProcessorTests
{
    [Test]
    public void A_derived_processor_has_its_context_from_Initialize_to_Close()
    {
        var builder = new TopologyBuilder().AddStore(Stores.KeyValue("n", Serdes.Utf8, Serdes.Int64));
        var steps = new List<string>();
        builder.Stream("in", Serdes.Utf8, Serdes.Utf8).Process("count", () => new Counter(steps), "n").To("out", valueSerde: Serdes.Int64);
        using (var driver = new TopologyTestDriver(builder.Build()))
        {
            var input = driver.CreateInputTopic("in", Serdes.Utf8, Serdes.Utf8);
            var output = driver.CreateOutputTopic("out", Serdes.Utf8, Serdes.Int64);
            input.Pipe([("ann", "/", 10L), ("ann", "/cart", 20L)]);

            Assert.That(output.ReadAll().Select(record => (record.Key, record.Value)), Is.EqualTo(new[] { ("ann", 1L), ("ann", 2L) }));
        }

        Assert.That(steps, Is.EqualTo(new[] { "initialize count", "close count" }));
    }

    [Test]
    public void The_context_in_a_constructor_says_where_to_use_it() =>
        Assert.That(() => new Early(), Throws.InvalidOperationException.With.Message.Contains("Early").And.Message.Contains("Initialize"));

    private sealed class Counter(List<string> steps) : Processor<string, string, string, long>
    {
        private IKeyValueStore<string, long> _n = null!;

        protected override void Initialize()
        {
            _n = Context.GetStore<IKeyValueStore<string, long>>("n");
            steps.Add($"initialize {Context.NodeName}");
        }

        public override void Process(in Record<string, string> record)
        {
            var count = _n.TryGet(record.Key, out var before) ? before + 1 : 1;
            _n.Put(record.Key, count);
            Context.Forward(record.WithValue(count));
        }

        public override void Close() => steps.Add($"close {Context.NodeName}");
    }

    private sealed class Early : Processor<string, string, string, string>
    {
        public Early() => TaskId = Context.TaskId;

        public string TaskId { get; }

        public override void Process(in Record<string, string> record) => Context.Forward(record.WithValue(TaskId));
    }
}
