using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Testing;
using ClickstreamAnalysis.Tests.Runtime;

namespace ClickstreamAnalysis.Tests.Headers;

/// <summary>Where headers go, and where nothing looks at them.</summary>
public sealed class HeaderFlowTests
{
    private const long StartMs = 1_760_000_000_000;

    private static readonly RecordHeaders s_headers = [new("trace", [1]), new("trace", [2])];

    [Test]
    public void Driver_PipesHeaders_ReadsThemBehindOperators()
    {
        var builder = new TopologyBuilder();
        builder.Stream("in", Serdes.Utf8, Serdes.Int64).FlatMapValues((_, value) => new[] { value, -value }).Peek(_ => { }).To("out");
        using var driver = new TopologyTestDriver(builder.Build());
        var output = driver.CreateOutputTopic("out", Serdes.Utf8, Serdes.Int64);

        driver.CreateInputTopic("in", Serdes.Utf8, Serdes.Int64).Pipe("a", 1, 10, s_headers);
        driver.CreateInputTopic("in", Serdes.Utf8, Serdes.Int64).Pipe("b", 2, 20);

        var records = output.ReadAll();
        Assert.That(records.Select(record => record.Value), Is.EqualTo(new[] { 1L, -1, 2, -2 }));
        Assert.That(records.Take(2).Select(record => Text(record.Headers)), Is.All.EqualTo(Text(s_headers)));
        Assert.That(records.Skip(2).Select(record => record.Headers), Is.All.Empty);
    }

    [Test]
    public void TwoInputs_RecordsWait_KeepTheirHeaders()
    {
        var builder = new TopologyBuilder();
        builder.Stream("one", Serdes.Utf8, Serdes.Int64).Merge(builder.Stream("two", Serdes.Utf8, Serdes.Int64)).To("out");
        using var driver = new TopologyTestDriver(builder.Build());

        driver.CreateInputTopic("one", Serdes.Utf8, Serdes.Int64).Pipe("a", 1, 10, s_headers);
        driver.CreateInputTopic("two", Serdes.Utf8, Serdes.Int64).Pipe("a", 2, 20, s_headers.Add("more", null));

        Assert.That(driver.CreateOutputTopic("out", Serdes.Utf8, Serdes.Int64).ReadAll().Select(record => Text(record.Headers)),
            Is.EqualTo(new[] { Text(s_headers), Text(s_headers.Add("more", null)) }));
    }

    [Test]
    public void Sessions_Closed_HaveNoHeadersAndLateRecordsKeepTheirs()
    {
        var builder = new TopologyBuilder();
        var sessions = builder.Clicks("clicks").Sessionize("sessions");
        sessions.Closed.To("closed");
        sessions.Late.Map((key, late) => (Key: key, Value: late.TimestampMs)).To("late", Serdes.Utf8, Serdes.Int64);
        using var driver = new TopologyTestDriver(builder.Build(), new() { Start = DateTimeOffset.FromUnixTimeMilliseconds(StartMs).AddDays(1) });
        var clicks = driver.CreateInputTopic("clicks", Serdes.Utf8, ClickEvent.Serde);
        foreach (var timeMs in new[] { StartMs, StartMs + 36_000_000, StartMs + 1 })
        {
            clicks.Pipe("ann", new ClickEvent { User = "ann", Name = "view", TimestampMs = timeMs }, timeMs, s_headers);
        }

        Assert.That(driver.CreateOutputTopic("closed", Serdes.Utf8, Serdes.Bytes).ReadAll().Single().Headers, Is.Empty);
        Assert.That(Text(driver.CreateOutputTopic("late", Serdes.Utf8, Serdes.Int64).ReadAll().Single().Headers), Is.EqualTo(Text(s_headers)));
    }

    [Test]
    public async Task Replay_AfterAFailedCommit_KeepsHeadersThroughARepartitionTopic()
    {
        var log = SteppedApplication.LogWith(("in", 1), ("out", 1));
        var failures = 3;
        var failing = new WrittenThroughLog(log, topic =>
        {
            if (topic == "out" && failures-- > 0)
            {
                throw new InvalidOperationException("a failing log");
            }
        });
        var builder = new TopologyBuilder();
        builder.Stream("in", Serdes.Bytes, Serdes.Bytes).SelectKey((_, value) => value, Serdes.Bytes).Repartition("by-value").To("out");
        await using var application = await SteppedApplication.StartAsync(builder.Build(), log, seen: failing);

        Produce(log, "in", [7], s_headers);
        application.RunToIdle();

        Assert.That(application.Metrics.Recoveries, Is.EqualTo(3));
        Assert.That(Text(application.ReadAll("out").Single().Headers!), Is.EqualTo(Text(s_headers)));
    }

    [Test]
    public async Task DeadLetter_MoreHeadersThanFit_KeepsTheFirstOnesAndItsOwn()
    {
        var log = SteppedApplication.LogWith(("in", 1), ("out", 1), ("dead", 1));
        var builder = new TopologyBuilder();
        builder.Stream("in", Serdes.Bytes, Serdes.Int64).To("out");
        await using var application = await SteppedApplication.StartAsync(
            builder.Build(), log, SteppedApplication.Options with { BadRecords = BadRecordPolicy.DeadLetter("dead") });

        Produce(log, "in", [7], [.. Enumerable.Range(0, 100).Select(i => new RecordHeader($"h{i}", new byte[1_000]))]);
        application.RunToIdle();

        var names = application.ReadAll("dead").Single().Headers!.Select(header => header.Name).ToArray();
        Assert.That(names.TakeWhile(name => name[0] == 'h'), Is.EqualTo(Enumerable.Range(0, 64).Select(i => $"h{i}")));
        Assert.That(names.Skip(64), Is.All.StartsWith("clickstream."));
        Assert.That(names, Does.Contain("clickstream.reason").And.Contain("clickstream.offset"));
    }

    [Test]
    public async Task Result_TooLargeWithItsHeaders_MeetsThePolicyAndKeepsThem()
    {
        var log = new SimulatedLog();
        await log.Admin.CreateTopicAsync(new TopicSpecification("in", 1));
        await log.Admin.CreateTopicAsync(new TopicSpecification("out", 1) { MaxRecordBytes = 100 });
        await log.Admin.CreateTopicAsync(new TopicSpecification("dead", 1));
        var builder = new TopologyBuilder();
        builder.Stream("in", Serdes.Bytes, Serdes.Bytes).To("out");
        await using var application = await SteppedApplication.StartAsync(
            builder.Build(), log, SteppedApplication.Options with { UnwritableRecords = UnwritableRecordPolicy.DeadLetter("dead") });

        Produce(log, "in", [7], [new("h", new byte[100])]);
        Produce(log, "in", [8], [new("h", new byte[80])]);
        application.RunToIdle();

        Assert.That(application.ReadAll("out").Select(record => record.Value), Is.EqualTo(new[] { new byte[] { 8 } }));
        var letter = application.ReadAll("dead").Single();
        Assert.That(letter.Value, Is.EqualTo(new byte[] { 7 }));
        Assert.That(letter.Headers![0], Has.Property("Name").EqualTo("h").And.Property("Value").Length.EqualTo(100));
        Assert.That(letter.Headers!.Single(header => header.Name == "clickstream.reason").Value, Is.EqualTo("too-large"u8.ToArray()));
    }

    [Test]
    public void Headers_NobodyCanLookAtThem_AreNotRead()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(SeesHeaders(clicks => clicks.Sessionize("sessions").Closed.To("out")), Is.False);
            Assert.That(SeesHeaders(clicks => clicks.CountByWindow("counts", TumblingWindows.Of(TimeSpan.FromMinutes(1))).Closed.ForEach(_ => { })), Is.False);
            Assert.That(SeesHeaders(clicks => clicks.Repartition("again").Sessionize("sessions").Closed.To("out")), Is.False, "nobody looks behind the repartition topic");
            Assert.That(SeesHeaders(clicks => clicks.Sessionize("sessions").Late.ForEach(_ => { })), Is.True, "late records keep their headers");
            Assert.That(SeesHeaders(clicks => clicks.Repartition("again").To("out")), Is.True);
            Assert.That(SeesHeaders(clicks => clicks.ForEach(_ => { })), Is.True);
            Assert.That(SeesHeaders(clicks => clicks.Filter((_, _) => true).MapValues((_, click) => click.Name).ForEach((_, _) => { })), Is.False, "lambdas over key and value");
            Assert.That(SeesHeaders(clicks => clicks.Filter(_ => true)), Is.True, "a lambda over the record");
            Assert.That(SeesHeaders(clicks => clicks.Split().Branch("a", _ => true)), Is.True);
            Assert.That(SeesHeaders(clicks => clicks.Funnel("f", f => f.Step("a", (_, _) => true).Step("b", _ => true).Within(TimeSpan.FromHours(1)))), Is.True);
            Assert.That(SeesHeaders(clicks => clicks.Sessionize("s", new(), () => 0, (count, _) => count + 1, (a, b) => a + b)), Is.True);
            Assert.That(SeesHeaders(clicks => clicks.Sessionize("s", new(), () => 0, (count, _, _) => count + 1, (a, b) => a + b)), Is.False);
        }
    }

    [Test]
    public void Headers_OperatorsOverKeyAndValue_AreNotReadAndOverRecordsAre()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(SeesHeaders(clicks => Sessions(clicks.Filter((_, _) => true))), Is.False);
            Assert.That(SeesHeaders(clicks => Sessions(clicks.Filter(_ => true))), Is.True);
            Assert.That(SeesHeaders(clicks => Sessions(clicks.Map((key, value) => (Key: key, Value: value)))), Is.False);
            Assert.That(SeesHeaders(clicks => Sessions(clicks.Map(record => (record.Key, record.Value)))), Is.True);
            Assert.That(SeesHeaders(clicks => Sessions(clicks.SelectKey((key, _) => key).Merge(clicks))), Is.False);
            Assert.That(SeesHeaders(clicks => Sessions(clicks.Split().Branch("a", (_, _) => true).Default("b")["a"])), Is.False);
            Assert.That(SeesHeaders(clicks => Sessions(clicks.Split().Branch("a", _ => true).Default("b")["a"])), Is.True);
            Assert.That(SeesHeaders(clicks => clicks.Funnel("f", f => f.Step("a", (_, _) => true).Step("b", (_, _) => true).Within(TimeSpan.FromHours(1)))), Is.False);
            Assert.That(SeesHeaders(clicks => clicks.Funnel("f", f => f.Step("a", (_, _) => true).Step("b", _ => true).Within(TimeSpan.FromHours(1)))), Is.True);
            Assert.That(SeesHeaders(clicks => clicks.AggregateByWindow("w", TumblingWindows.Of(TimeSpan.FromMinutes(1)), () => 0L, (n, _, _) => n + 1)), Is.False);
            Assert.That(SeesHeaders(clicks => clicks.AggregateByWindow("w", TumblingWindows.Of(TimeSpan.FromMinutes(1)), () => 0L, (n, _) => n + 1)), Is.True);
            Assert.That(SeesHeaders(clicks => clicks.Sessionize("s", new SessionWindows(), () => 0L, (n, _, _) => n + 1, (a, b) => a + b)), Is.False);
            Assert.That(SeesHeaders(clicks => clicks.Sessionize("s", new SessionWindows(), () => 0L, (n, _) => n + 1, (a, b) => a + b)), Is.True);
        }

        static void Sessions(KStream<string, ClickEvent> clicks) => clicks.Sessionize("sessions");
    }

    [Test]
    public void FunnelStep_OverRecords_SeesHeaders()
    {
        var builder = new TopologyBuilder();
        builder.Clicks("clicks")
            .Funnel("f", f => f.Step("a", record => record.Headers.Contains("trace")).Step("b", (_, _) => true).Within(TimeSpan.FromHours(1)))
            .Outcomes.To("out", Serdes.Utf8, Serdes.Json<FunnelOutcome>());
        using var driver = new TopologyTestDriver(builder.Build(), new() { Start = DateTimeOffset.FromUnixTimeMilliseconds(StartMs).AddDays(1) });
        var clicks = driver.CreateInputTopic("clicks", Serdes.Utf8, ClickEvent.Serde);
        clicks.Pipe("ann", new ClickEvent { User = "ann", Name = "view", TimestampMs = StartMs }, StartMs, s_headers);
        clicks.Pipe("bob", new ClickEvent { User = "bob", Name = "view", TimestampMs = StartMs }, StartMs);
        clicks.Pipe("zoe", new ClickEvent { User = "zoe", Name = "view", TimestampMs = StartMs + 86_000_000 }, StartMs + 86_000_000);

        Assert.That(driver.CreateOutputTopic("out", Serdes.Utf8, Serdes.Bytes).ReadAll().Select(record => record.Key).Distinct(), Is.EqualTo(new[] { "ann" }));
    }

    private static bool SeesHeaders(Action<KStream<string, ClickEvent>> build)
    {
        var builder = new TopologyBuilder();
        build(builder.Clicks("clicks"));
        return builder.Build().SeesHeaders;
    }

    private static void Produce(SimulatedLog log, string topic, byte[] value, RecordHeaders headers)
    {
        using var producer = log.CreateProducer(new LogProducerOptions());
        producer.Produce(new RawRecord(topic, 0, -1, StartMs, [1], true, value, true, headers));
        producer.Flush(TimeSpan.FromSeconds(5));
    }

    private static string Text(IEnumerable<RecordHeader> headers) =>
        string.Join(' ', headers.Select(header => $"{header.Name}={(header.Value is { } value ? Convert.ToHexString(value) : "null")}"));
}
