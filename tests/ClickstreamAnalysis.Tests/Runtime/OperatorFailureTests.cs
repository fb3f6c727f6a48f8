using System.Buffers;
using System.Text;
using ClickstreamAnalysis.Testing;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>When the user's code throws, the error names the operator, the type of the exception and where it was thrown, and no data.</summary>
public sealed class OperatorFailureTests
{
    private const string Canary = "canary";

    private static readonly IEnumerable<TestCaseData> s_operators =
    [
        Case("filter", stream => stream.Filter((_, value) => Throw(value) > 0, name: "culprit")),
        Case("filter-not", stream => stream.FilterNot((_, value) => Throw(value) > 0, name: "culprit")),
        Case("map", stream => stream.Map((key, value) => (key, Throw(value)), name: "culprit")),
        Case("map-values", stream => stream.MapValues((_, value) => Throw(value), name: "culprit")),
        Case("flat-map", stream => stream.FlatMap((key, value) => YieldAndThrow(key, value), name: "culprit").ForEach(_ => { })),
        Case("flat-map-values", stream => stream.FlatMapValues((_, value) => YieldAndThrow("", value).Select(pair => pair.Value), name: "culprit").ForEach(_ => { })),
        Case("peek", stream => stream.Peek(record => Throw(record.Value), name: "culprit")),
        Case("for-each", stream => stream.ForEach(record => Throw(record.Value), name: "culprit")),
        Case("select-key", stream => stream.SelectKey((_, value) => Throw(value), Serdes.Int64, name: "culprit")),
        Case("split", stream => stream.Split("culprit").Branch("big", (_, value) => Throw(value) > 0)),
        Case("process", stream => stream.Process("culprit", () => new Throwing())),
        Case("sessionize", stream => stream.Sessionize("culprit", new SessionWindows(), new ThrowingAggregator(), Serdes.Int64)),
        Case("window", stream => stream.AggregateByWindow("culprit", TumblingWindows.Of(TimeSpan.FromSeconds(1)), () => 0L, (_, _, value) => Throw(value), resultSerde: Serdes.Int64)),
        Case("funnel", stream => stream.Funnel("culprit", f => f.Step("a", (_, value) => Throw(value) > 0).Step("b", (_, _) => false).Within(TimeSpan.FromHours(1)))),
        Case("nested", stream => stream.FlatMapValues((_, value) => new[] { value }, name: "outer").Filter((_, value) => Throw(value) > 0, name: "culprit").ForEach(_ => { })),
    ];

    [TestCaseSource(nameof(s_operators))]
    public void Operator_that_throws_is_named_with_type_and_place_and_without_data(Action<KStream<string, string>> addCulprit)
    {
        var asked = new List<BadRecord>();
        using var driver = Drive(
            (_, stream) => addCulprit(stream.Filter((_, _) => true, name: "before")),
            BadRecordPolicy.Decide(bad =>
            {
                asked.Add(bad);
                return BadRecordAction.Fail;
            }));

        var error = Assert.Throws<BadRecordException>(() => Pipe(driver, Canary));

        AssertNamesTheCulprit(error!);
        Assert.That(asked.Single().OperatorName, Is.EqualTo("culprit"));
        Assert.That(asked.Single().Error, Is.TypeOf<FormatException>(), "policies see the exception itself");
    }

    [Test]
    public void Serializer_of_a_sink_that_throws_names_the_sink()
    {
        var name = "";
        using var driver = Drive((_, stream) => stream.To("out", valueSerde: new ThrowingSerde()), topology => name = topology.Describe());

        var error = Assert.Throws<UnwritableRecordException>(() => Pipe(driver, Canary));

        Assert.That(error!.Record.Operator, Does.StartWith("sink-"));
        Assert.That(name, Does.Contain(error.Record.Operator));
        Assert.That(error.Message, Does.Contain("FormatException").And.Not.Contain(Canary));
    }

    [Test]
    public async Task Dead_letter_carries_the_operator_and_the_place()
    {
        await using var log = SteppedApplication.LogWith(("in", 1), ("dead", 1));
        var builder = new TopologyBuilder();
        builder.Stream("in", Serdes.Utf8, Serdes.Utf8).MapValues((_, value) => Throw(value), name: "culprit");
        await using var application = await SteppedApplication.StartAsync(builder.Build(), log, SteppedApplication.Options with { BadRecords = BadRecordPolicy.DeadLetter("dead") });

        application.Produce("in", 0, 1_000, "key"u8.ToArray(), "canary"u8.ToArray());
        application.RunToIdle();

        var headers = application.ReadAll("dead").Single().Headers!.ToDictionary(header => header.Name, header => Encoding.UTF8.GetString(header.Value!));
        Assert.That(headers["clickstream.reason"], Is.EqualTo("processing"));
        Assert.That(headers["clickstream.cause"], Does.Contain("'culprit'").And.Contain("System.FormatException").And.Contain(".cs, line ").And.Not.Contain(Canary));
    }

    [Test]
    public void Event_time_extractor_that_throws_is_told_from_a_serde_that_throws()
    {
        var builder = new TopologyBuilder();
        builder.Stream("in", new Consumed<string, string> { TimestampMsOf = value => Throw(value) }).ForEach(_ => { });
        using var driver = new TopologyTestDriver(builder.Build());

        var error = Assert.Throws<BadRecordException>(() => Pipe(driver, Canary));

        Assert.That(error!.Message, Does.Contain("event-time").And.Contain("System.FormatException").And.Contain(nameof(OperatorFailureTests)).And.Not.Contain(Canary));
    }

    [TestCase("punctuation")]
    [TestCase("wall clock")]
    [TestCase("window")]
    public void Code_that_throws_outside_of_a_record_names_the_operator_and_the_task(string where)
    {
        using var driver = Drive((_, stream) =>
        {
            if (where == "window")
            {
                stream.CountByWindow("windows", TumblingWindows.Of(TimeSpan.FromSeconds(1))).Closed.Filter((_, _) => Throw(Canary) > 0, name: "culprit");
            }
            else
            {
                stream.Process("culprit", () => new Throwing(where));
            }
        });

        var error = Assert.Throws<OperatorException>(() =>
        {
            Pipe(driver, "5");
            Pipe(driver, "6", timestampMs: 100_000);
            driver.AdvanceWallClock(TimeSpan.FromMinutes(1));
        });

        AssertNamesTheCulprit(error!);
        Assert.That(error!.OperatorName, Is.EqualTo("culprit"));
        Assert.That(error.TaskId, Is.EqualTo("0_0"));
    }

    [Test]
    public void Initialization_that_throws_names_the_operator() => AssertNamesTheCulprit(
        Assert.Throws<OperatorException>(() => Drive((_, stream) => stream.Process("culprit", () => new Throwing("initialize"))))!);

    [Test]
    public void Error_that_an_operator_catches_and_throws_anew_belongs_to_that_operator()
    {
        using var driver = Drive((_, stream) => stream.Process("culprit", () => new Rethrowing()).Filter((_, _) => throw new InvalidOperationException(Canary), name: "inner"));

        AssertNamesTheCulprit(Assert.Throws<BadRecordException>(() => Pipe(driver, Canary))!);
    }

    [Test]
    public void Serde_of_a_store_that_throws_names_the_store()
    {
        using var driver = Drive((builder, stream) =>
        {
            builder.AddStore(Stores.KeyValue("values", Serdes.Utf8, new ThrowingSerde()));
            stream.Process("keep", () => new Keeping(), "values");
        });

        var error = Assert.Throws<UnwritableRecordException>(() => Pipe(driver, Canary));

        Assert.That(error!.Record.Operator, Is.EqualTo("values"));
        Assert.That(error.Message, Does.Contain("'values'").And.Contain("FormatException").And.Contain("0_0").And.Not.Contain(Canary));
    }

    [Test]
    public void Store_of_another_type_names_both_types_and_the_calls_that_fit()
    {
        var error = Assert.Throws<TopologyException>(() => Drive((builder, stream) =>
        {
            builder.AddStore(Stores.KeyValue("counts", Serdes.Utf8, Serdes.Int64));
            stream.Process("tally", () => new WrongStore(), "counts");
        }));

        Assert.That(error!.Message, Does
            .Contain("'tally' asked for the store 'counts' as IWindowStore<string, byte[]>, but it is IKeyValueStore<string, long>")
            .And.Contain("GetStore<IKeyValueStore<string, long>>(\"counts\")")
            .And.Contain("Stores.Window<string, byte[]>(\"counts\""));
    }

    private static TestCaseData Case(string name, Action<KStream<string, string>> addCulprit) => new TestCaseData(addCulprit).SetArgDisplayNames(name);

    private static long Throw(string value) => throw new FormatException($"The input {value} was not in a correct format.");

    private static IEnumerable<(string Key, long Value)> YieldAndThrow(string key, string value)
    {
        yield return (key, 1);
        yield return (key, Throw(value));
    }

    private static void AssertNamesTheCulprit(Exception error)
    {
        Assert.That(error.Message, Does.Contain("'culprit'").And.Contain("System.FormatException").And.Contain(nameof(OperatorFailureTests)).And.Contain(".cs, line ").And.Contain("0_0"));
        Assert.That(error.Message, Does.Not.Contain(Canary));
        Assert.That(error.InnerException, Is.TypeOf<FormatException>());
    }

    private static void Pipe(TopologyTestDriver driver, string value, long timestampMs = 1_000) =>
        driver.CreateInputTopic("in", Serdes.Utf8, Serdes.Utf8).Pipe("key", value, timestampMs);

    private static TopologyTestDriver Drive(Action<TopologyBuilder, KStream<string, string>> add, BadRecordPolicy policy) => Drive(add, _ => { }, policy);

    private static TopologyTestDriver Drive(Action<TopologyBuilder, KStream<string, string>> add, Action<Topology>? seen = null, BadRecordPolicy? policy = null)
    {
        var builder = new TopologyBuilder();
        add(builder, builder.Stream("in", Serdes.Utf8, Serdes.Utf8));
        var topology = builder.Build();
        seen?.Invoke(topology);
        return new TopologyTestDriver(topology, new() { BadRecords = policy ?? BadRecordPolicy.Fail });
    }

    private sealed class Throwing(string where = "process") : IProcessor<string, string, string, long>
    {
        public void Initialize(IProcessorContext<string, long> context)
        {
            switch (where)
            {
                case "initialize":
                    Throw(Canary);
                    break;
                case "punctuation":
                    context.Schedule(TimeSpan.FromSeconds(10), PunctuationType.StreamTime, _ => Throw(Canary));
                    break;
                case "wall clock":
                    context.Schedule(TimeSpan.FromSeconds(10), PunctuationType.WallClockTime, _ => Throw(Canary));
                    break;
            }
        }

        public void Process(in Record<string, string> record)
        {
            if (where == "process")
            {
                Throw(record.Value);
            }
        }
    }

    private sealed class Rethrowing : IProcessor<string, string, string, long>
    {
        private IProcessorContext<string, long> _context = null!;

        public void Initialize(IProcessorContext<string, long> context) => _context = context;

        public void Process(in Record<string, string> record)
        {
            try
            {
                _context.Forward(new(record.Key, 1, record.TimestampMs));
            }
            catch (InvalidOperationException)
            {
                Throw(record.Value);
            }
        }
    }

    private sealed class Keeping : IProcessor<string, string, string, long>
    {
        private IKeyValueStore<string, string> _values = null!;

        public void Initialize(IProcessorContext<string, long> context) => _values = context.GetStore<IKeyValueStore<string, string>>("values");

        public void Process(in Record<string, string> record) => _values.Put(record.Key, record.Value);
    }

    private sealed class WrongStore : IProcessor<string, string, string, long>
    {
        public void Initialize(IProcessorContext<string, long> context) => context.GetStore<IWindowStore<string, byte[]>>("counts");

        public void Process(in Record<string, string> record)
        {
        }
    }

    private sealed class ThrowingAggregator : ISessionAggregator<string, string, long>
    {
        public long Create(in Record<string, string> record) => Throw(record.Value);

        public void Add(ref long aggregate, in Record<string, string> record)
        {
        }

        public void Merge(ref long aggregate, in long other)
        {
        }
    }

    private sealed class ThrowingSerde : ISerde<string>
    {
        public void Serialize(in string value, IBufferWriter<byte> destination) => Throw(value);

        public string Deserialize(ReadOnlySpan<byte> bytes) => "";
    }
}
