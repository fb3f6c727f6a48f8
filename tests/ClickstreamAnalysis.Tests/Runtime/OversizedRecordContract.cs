using System.Text;
using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Tests.Logs;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>Derived records larger than the log takes, on a log that is real.</summary>
[TestFixture]
public abstract class OversizedRecordContract
{
    private const int SmallTopicBytes = 10_000;
    private const long StartMs = 1_760_000_000_000;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private string _run = "";

    protected IRecordLog Log { get; private set; } = null!;

    protected string Input => $"clicks-{_run}";

    protected string Output => $"results-{_run}";

    protected string Dead => $"dead-{_run}";

    protected abstract Task<IRecordLog> OpenAsync();

    [SetUp]
    public async Task OpenLogAsync()
    {
        _run = Guid.NewGuid().ToString("N")[..8];
        Log = await OpenAsync();
        await Log.Admin.CreateTopicAsync(new TopicSpecification(Input, 1));
        await Log.Admin.CreateTopicAsync(new TopicSpecification(Dead, 1) { MaxRecordBytes = SmallTopicBytes });
    }

    [TearDown]
    public async Task CloseLogAsync() => await Log.DisposeAsync();

    [Test]
    public async Task Two_clicks_of_600_KB_make_a_session_that_every_topic_takes()
    {
        await Log.Admin.CreateTopicAsync(new TopicSpecification(Output, 1));
        Produce("ann", Click("ann", StartMs, new string('a', 600_000)), Click("ann", StartMs + 1, new string('b', 600_000)), Click("ann", StartMs + 2, "/c"));
        var builder = new TopologyBuilder();
        builder.Clicks(Input).Sessionize("sessions").Closed.To(Output);
        var topology = builder.Build();

        // The first run stops with the session open, so that its state goes through the changelog.
        await RunAsync(topology, UnwritableRecordPolicy.Fail, drain: false, untilRead: 3);
        var metrics = await RunAsync(topology, UnwritableRecordPolicy.Fail);

        var session = ClickSessions.Serde.Deserialize(ReadAll(Output).Single().Value);
        Assert.That(session.EventCount, Is.EqualTo(3));
        Assert.That(session.Aggregate.EntryPage, Is.EqualTo(new string('a', 2_048)));
        Assert.That(session.Aggregate.ExitPage, Is.EqualTo("/c"));
        Assert.That(metrics.Dropped, Is.Empty);
    }

    [TestCase(ProcessingGuarantee.ExactlyOnce)]
    [TestCase(ProcessingGuarantee.AtLeastOnce)]
    public async Task A_result_beyond_its_topic_is_skipped_and_its_neighbours_are_written(ProcessingGuarantee guarantee)
    {
        await Log.Admin.CreateTopicAsync(new TopicSpecification(Output, 1) { MaxRecordBytes = SmallTopicBytes });
        var values = Enumerable.Range(0, 1_000).Select(i => i % 100 == 50 ? 2_000_000 : i == 7 ? SmallTopicBytes - 1 : i == 8 ? SmallTopicBytes : i % 2_000).ToArray();
        Produce("k", [.. values.Select(length => $"{length}")]);

        var metrics = await RunAsync(Lengthening(), UnwritableRecordPolicy.Skip, guarantee: guarantee);

        Assert.That(ReadAll(Output).Select(record => record.Value!.Length), Is.EqualTo(values.Where(length => length < SmallTopicBytes)));
        Assert.That(metrics.Processed, Is.EqualTo(1_000));
        Assert.That(metrics.Dropped.Single(), Has.Property("Reason").EqualTo("too-large").And.Property("Records").EqualTo(11));
        Assert.That(metrics.Recoveries, Is.Zero);
    }

    [Test]
    public async Task A_result_beyond_its_topic_goes_to_a_dead_letter_topic_that_takes_little()
    {
        await Log.Admin.CreateTopicAsync(new TopicSpecification(Output, 1));
        Produce("k", "1", "2000000", "3");

        var metrics = await RunAsync(Lengthening(), UnwritableRecordPolicy.DeadLetter(Dead));

        var letter = ReadAll(Dead).Single();
        var headers = letter.Headers!.ToDictionary(header => header.Name, header => Encoding.UTF8.GetString(header.Value!));
        Assert.That(ReadAll(Output).Select(record => record.Value!.Length), Is.EqualTo(new[] { 1, 3 }));
        Assert.That(letter.Key, Is.EqualTo("k"u8.ToArray()));
        Assert.That(letter.Value, Has.Length.InRange(5_000, SmallTopicBytes).And.All.EqualTo((byte)'x'));
        Assert.That(headers["clickstream.reason"], Is.EqualTo("too-large"));
        Assert.That(headers["clickstream.target-topic"], Is.EqualTo(Output));
        Assert.That(headers["clickstream.topic"], Is.EqualTo(Input));
        Assert.That(headers["clickstream.partition"], Is.EqualTo("0"));
        Assert.That(headers["clickstream.value-length"], Is.EqualTo("2000000"));
        Assert.That(metrics.Dropped.Sum(loss => loss.Records), Is.EqualTo(1));
    }

    [Test]
    public async Task A_result_beyond_its_topic_stops_with_size_and_limit_and_can_be_passed_later()
    {
        await Log.Admin.CreateTopicAsync(new TopicSpecification(Output, 1) { MaxRecordBytes = SmallTopicBytes });
        Produce("k", "1", "20000", "3");

        var error = await Assert.ThrowsAsync<UnwritableRecordException>(() => RunAsync(Lengthening(), UnwritableRecordPolicy.Fail));

        Assert.That(error!.Message, Does.Contain(Output).And.Contain("20,001").And.Contain($"{SmallTopicBytes:N0}").And.Contain($"{Input}-0").And.Contain("max.message.bytes"));
        Assert.That(error.Record, Has.Property("TaskId").EqualTo("0_0").And.Property("Bytes").EqualTo(20_001).And.Property("MaxBytes").EqualTo(SmallTopicBytes));

        await RunAsync(Lengthening(), UnwritableRecordPolicy.Skip);
        Assert.That(ReadAll(Output).Select(record => record.Value!.Length), Is.EqualTo(new[] { 1, 3 }));
    }

    [Test]
    public async Task A_state_entry_beyond_its_changelog_is_dropped_everywhere_and_others_stay()
    {
        await Log.Admin.CreateTopicAsync(new TopicSpecification(Output, 1));
        var topology = Appending();
        Produce("small", "100", "200");
        Produce("large", "50000", "50000");

        // Internal topics of an application with records of 4 KiB take 72 KiB.
        var first = await RunAsync(topology, UnwritableRecordPolicy.Skip, drain: false, untilRead: 4, maxRecordBytes: 4_096);
        Assert.That(first.Dropped.Single(), Has.Property("Operator").EqualTo("texts").And.Property("Reason").EqualTo("too-large").And.Property("Records").EqualTo(1));

        Produce("large", "10");
        Produce("small", "10");
        await RunAsync(topology, UnwritableRecordPolicy.Fail, maxRecordBytes: 4_096);

        var lengths = ReadAll(Output).Where(record => Encoding.UTF8.GetString(record.Key!) == "small").Select(record => Encoding.UTF8.GetString(record.Value!));
        Assert.That(lengths.Last(), Is.EqualTo("310"), "the neighbor kept its state");
        Assert.That(Encoding.UTF8.GetString(ReadAll(Output).Last(record => Encoding.UTF8.GetString(record.Key!) == "large").Value!), Is.EqualTo("10"), "the entry began anew");
    }

    [Test]
    public async Task A_state_entry_beyond_its_changelog_stops_with_store_size_and_limit()
    {
        await Log.Admin.CreateTopicAsync(new TopicSpecification(Output, 1));
        Produce("large", "100000");

        var error = await Assert.ThrowsAsync<UnwritableRecordException>(() => RunAsync(Appending(), UnwritableRecordPolicy.Fail, maxRecordBytes: 4_096));

        Assert.That(error!.Record, Has.Property("Operator").EqualTo("texts").And.Property("Topic").EqualTo($"app-{_run}-texts-changelog").And.Property("MaxBytes").EqualTo(73_728));
        Assert.That(error.Message, Does.Contain("0_0").And.Contain("73,728"));
    }

    [Test]
    public async Task A_record_as_large_as_promised_passes_a_repartition_topic_with_a_key_made_of_it()
    {
        await Log.Admin.CreateTopicAsync(new TopicSpecification(Output, 1));
        Produce("k", new string('v', 4_000), "small");
        var builder = new TopologyBuilder();
        builder.Stream(Input, Serdes.Utf8, Serdes.Utf8)
            .SelectKey(static (_, value) => value[..Math.Min(value.Length, 3_900)], Serdes.Utf8)
            .Repartition("by-text")
            .To(Output);

        var metrics = await RunAsync(builder.Build(), UnwritableRecordPolicy.Fail, maxRecordBytes: 4_096);

        Assert.That(ReadAll(Output).Select(record => (record.Key!.Length, record.Value!.Length)), Is.EquivalentTo(new[] { (3_900, 4_000), (5, 5) }));
        Assert.That(metrics.Processed, Is.EqualTo(2));
    }

    [Test]
    public async Task A_result_that_cannot_be_serialized_asks_the_policy()
    {
        await Log.Admin.CreateTopicAsync(new TopicSpecification(Output, 1));
        Produce("k", "1", "-1", "3");

        var error = await Assert.ThrowsAsync<UnwritableRecordException>(() => RunAsync(Lengthening(), UnwritableRecordPolicy.Fail));
        var metrics = await RunAsync(Lengthening(), UnwritableRecordPolicy.Skip);

        Assert.That(error!.Record.Reason, Is.EqualTo("invalid-utf16"));
        Assert.That(ReadAll(Output).Select(record => record.Value!.Length), Is.EqualTo(new[] { 1, 3 }));
        Assert.That(metrics.Dropped.Single().Reason, Is.EqualTo("invalid-utf16"));
    }

    /// <summary>A text of the length that the input asks for; half of a surrogate pair for a length below zero.</summary>
    protected Topology Lengthening()
    {
        var builder = new TopologyBuilder();
        builder.Stream(Input, Serdes.Utf8, Serdes.Utf8)
            .MapValues((_, value) => int.Parse(value, null) is >= 0 and var length ? new string('x', length) : "\ud800", Serdes.Utf8)
            .To(Output);
        return builder.Build();
    }

    /// <summary>Runs an application over the input.</summary>
    protected async Task<StreamsMetrics> RunAsync(
        Topology topology, UnwritableRecordPolicy policy, bool drain = true, long untilRead = 0, int maxRecordBytes = 1024 * 1024,
        ProcessingGuarantee guarantee = ProcessingGuarantee.ExactlyOnce)
    {
        await using var application = new StreamsApplication(topology, Log, Options(policy) with { MaxRecordBytes = maxRecordBytes, Guarantee = guarantee });
        await application.StartAsync();
        using var patience = new CancellationTokenSource(s_patience);
        if (drain)
        {
            await application.DrainAsync(patience.Token);
        }
        else
        {
            await UntilAsync(() => application.Metrics.Read >= untilRead, patience.Token);
            await application.StopAsync(patience.Token);
        }

        return application.Metrics;
    }

    /// <summary>The name of the instance lets the next run take back what a run that stopped left open.</summary>
    protected StreamsOptions Options(UnwritableRecordPolicy policy) =>
        new() { ApplicationId = $"app-{_run}", InMemoryState = true, InstanceId = "one", UnwritableRecords = policy, MaxFutureSkew = TimeSpan.FromDays(10_000) };

    protected static async Task UntilAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        while (!condition())
        {
            await Task.Delay(20, cancellationToken);
        }
    }

    protected void Produce(string key, params string[] values) => Produce(key, [.. values.Select(Encoding.UTF8.GetBytes)]);

    private protected IReadOnlyList<CollectedRecord> ReadAll(string topic)
    {
        var collector = new RecordCollector();
        using var consumer = Log.CreateConsumer(new LogConsumerOptions { ReadHeaders = true });
        consumer.Assign([new(new(topic, 0), 0)]);
        while (!consumer.IsAtEnd(new(topic, 0)))
        {
            consumer.Poll(TimeSpan.FromMilliseconds(100), collector);
        }

        return collector.Records;
    }

    /// <summary>Appends texts of given lengths to one text per key, and tells its length.</summary>
    private Topology Appending()
    {
        var builder = new TopologyBuilder();
        builder.AddStore(Stores.KeyValue("texts", Serdes.Utf8, Serdes.Utf8));
        builder.Stream(Input, Serdes.Utf8, Serdes.Utf8)
            .Process("append", () => new Appender(), "texts")
            .To(Output, Serdes.Utf8, Serdes.Utf8);
        return builder.Build();
    }

    private void Produce(string key, params byte[][] values)
    {
        using var producer = Log.CreateProducer(new LogProducerOptions());
        foreach (var value in values)
        {
            producer.Produce(new RawRecord(Input, 0, -1, StartMs, Encoding.UTF8.GetBytes(key), true, value, true));
        }

        producer.Flush(s_patience);
    }

    private static byte[] Click(string user, long timeMs, string page) =>
        Encoding.UTF8.GetBytes($$"""{"user":"{{user}}","event":"view","ts":{{timeMs}},"page":"{{page}}"}""");

    private sealed class Appender : IProcessor<string, string, string, string>
    {
        private IProcessorContext<string, string> _context = null!;
        private IKeyValueStore<string, string> _texts = null!;

        public void Initialize(IProcessorContext<string, string> context)
        {
            _context = context;
            _texts = context.GetStore<IKeyValueStore<string, string>>("texts");
        }

        public void Process(in Record<string, string> record)
        {
            var text = (_texts.TryGet(record.Key, out var known) ? known : "") + new string('x', int.Parse(record.Value, null));
            _texts.Put(record.Key, text);
            _context.Forward(new(record.Key, $"{text.Length}", record.TimestampMs));
        }
    }
}
