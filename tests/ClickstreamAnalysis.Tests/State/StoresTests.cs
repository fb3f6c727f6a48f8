using ClickstreamAnalysis.Testing;

namespace ClickstreamAnalysis.Tests.State;

/// <summary>The public way to the stores.</summary>
public sealed class StoresTests
{
    [Test]
    public void WithoutChangelog_AnyBuilder_IsAnotherUnloggedOne()
    {
        var retention = TimeSpan.FromMinutes(1);
        StoreBuilder[] logged =
        [
            Stores.KeyValue("a", Serdes.Utf8, Serdes.Int64),
            Stores.Window("b", Serdes.Utf8, Serdes.Int64, retention),
            Stores.Session("c", Serdes.Utf8, Serdes.Int64, retention),
        ];
        StoreBuilder[] unlogged =
        [
            Stores.KeyValue("a", Serdes.Utf8, Serdes.Int64).WithoutChangelog(),
            Stores.Window("b", Serdes.Utf8, Serdes.Int64, retention).WithoutChangelog(),
            Stores.Session("c", Serdes.Utf8, Serdes.Int64, retention).WithoutChangelog(),
        ];

        Assert.That(logged.Select(builder => builder.IsLogged), Is.All.True);
        Assert.That(unlogged.Select(builder => builder.IsLogged), Is.All.False);
        Assert.That(unlogged.Select(builder => builder.Name), Is.EqualTo(["a", "b", "c"]));
    }

    [TestCase("")]
    [TestCase("with space")]
    [TestCase("with:colon")]
    [TestCase("with/slash")]
    [TestCase("with\\backslash")]
    [TestCase("with*star")]
    [TestCase(".")]
    [TestCase("..")]
    [TestCase("dot-at-the-end.")]
    [TestCase("CON")]
    [TestCase("nul.txt")]
    [TestCase("Com1")]
    [TestCase("lpt9.a.b")]
    public void KeyValue_NameThatCannotBeATopics_IsRefused(string name) =>
        Assert.That(() => Stores.KeyValue(name, Serdes.Utf8, Serdes.Int64), Throws.ArgumentException);

    [TestCase("...a")]
    [TestCase("con-verted")]
    [TestCase("COM10")]
    [TestCase("a..b")]
    [TestCase("_-")]
    public void KeyValue_NameThatOnlyLooksReserved_IsAccepted(string name) =>
        Assert.That(Stores.KeyValue(name, Serdes.Utf8, Serdes.Int64).Name, Is.EqualTo(name));

    [Test]
    public void Window_RetentionOfNothing_IsRefused()
    {
        Assert.That(() => Stores.Window("a", Serdes.Utf8, Serdes.Int64, TimeSpan.Zero), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => Stores.Session("a", Serdes.Utf8, Serdes.Int64, TimeSpan.Zero), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void SessionWindow_EndBeforeStart_IsRefused()
    {
        Assert.That(() => new SessionWindow(1, 0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(new SessionWindow(5, 5).ToString(), Is.EqualTo("[5, 5]"));
        Assert.That(new SessionWindow(5, 7).Contains(5) && new SessionWindow(5, 7).Contains(7), Is.True);
        Assert.That(new SessionWindow(5, 7).Contains(4) || new SessionWindow(5, 7).Contains(8), Is.False);
    }

    [Test]
    public void Processor_WindowStore_FollowsStreamTimeFromRecordToRecord()
    {
        var builder = new TopologyBuilder();
        builder.AddStore(Stores.Window("seen", Serdes.Utf8, Serdes.Int64, TimeSpan.FromMilliseconds(100)));
        builder.Stream("in", Serdes.Utf8, Serdes.Int64).Process("counter", () => new CountRetained(), "seen").To("out", Serdes.Utf8, Serdes.Int64);
        using var driver = new TopologyTestDriver(builder.Build());
        var input = driver.CreateInputTopic("in", Serdes.Utf8, Serdes.Int64);
        var output = driver.CreateOutputTopic("out", Serdes.Utf8, Serdes.Int64);

        // One batch: what a record finds depends on the time that it moves stream time to, not on where batches end.
        input.Pipe([("a", 0L, 0L), ("a", 0L, 50L), ("a", 0L, 150L), ("a", 0L, 151L)]);

        Assert.That(output.ReadAll().Select(record => record.Value), Is.EqualTo([1L, 2, 2, 2]));
    }

    /// <summary>Puts a window per record and forwards how many the key has.</summary>
    private sealed class CountRetained : IProcessor<string, long, string, long>
    {
        private IProcessorContext<string, long> _context = null!;
        private IWindowStore<string, long> _seen = null!;

        public void Initialize(IProcessorContext<string, long> context)
        {
            _context = context;
            _seen = context.GetStore<IWindowStore<string, long>>("seen");
        }

        public void Process(in Record<string, long> record)
        {
            _seen.Put(record.Key, record.TimestampMs, 1);
            _context.Forward(record.WithValue((long)_seen.Fetch(record.Key, long.MinValue, long.MaxValue).Count()));
        }
    }
}
