using System.Buffers;
using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Tests.Logs;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>
/// Topics, stores and inputs that are not those that offsets and state belong to: an application stops and says what to do, on
/// every log.
/// </summary>
public abstract class IdentityContract
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(20);

    private readonly string _name = $"id-{Guid.NewGuid():N}"[..16];
    private string _directory = "";
    private IRecordLog _log = null!;

    private string In => $"{_name}-in";

    private string Out => $"{_name}-out";

    private string Changelog => $"{_name}-counts-changelog";

    private string Metadata => $"{_name}-metadata";

    private StreamsOptions InMemory => new() { ApplicationId = _name, InMemoryState = true, StartTimeout = s_timeout, MemoryBudgetBytes = 32 << 20 };

    private StreamsOptions OnDisk => InMemory with { InMemoryState = false, StateDirectory = _directory };

    [SetUp]
    public async Task CreateTopicsAsync()
    {
        _directory = Directory.CreateTempSubdirectory("identity-").FullName;
        _log = await OpenAsync();
        await _log.Admin.CreateTopicAsync(new TopicSpecification(In, 1));
        await _log.Admin.CreateTopicAsync(new TopicSpecification(Out, 1));
    }

    [TearDown]
    public async Task CloseAsync()
    {
        await _log.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    protected abstract Task<IRecordLog> OpenAsync();

    /// <summary>Removes records from the front of a compacted topic.</summary>
    protected virtual Task CutAsync(IRecordLog log, TopicPartitionOffset before) => log.Admin.DeleteRecordsAsync(before);

    [Test]
    public async Task Topic_that_was_made_anew_before_the_start_stops_it([Values("in", "again-repartition", "counts-changelog")] string topic, [Values] bool isOnDisk)
    {
        var options = isOnDisk ? OnDisk : InMemory;
        Produce(10);
        await DrainAsync(Counts(), options);
        await MakeAnewAsync($"{_name}-{topic}");
        Produce(5);

        var error = await Assert.CatchAsync<StreamsException>(() => DrainAsync(Counts(), options));

        Assert.That(error!.Message, Does.Contain($"'{_name}-{topic}' was deleted and created again").And.Contain("new ApplicationId"));
        Assert.That(LastCount(), Is.EqualTo(10));
    }

    [TestCase("in")]
    [TestCase("again-repartition")]
    [TestCase("counts-changelog")]
    public async Task Topic_that_is_made_anew_while_it_runs_stops_it(string topic)
    {
        await using var application = new StreamsApplication(Counts(), _log, InMemory);
        await application.StartAsync();
        Produce(3);
        await UntilAsync(() => application.Metrics.Processed >= 3);
        await MakeAnewAsync($"{_name}-{topic}");

        var error = await Assert.CatchAsync(() => application.Completion.WaitAsync(TimeSpan.FromSeconds(30)));

        Assert.That(error, Is.InstanceOf<StreamsException>());
        Assert.That(error!.Message, Does.Contain($"{_name}-{topic}").And.Contain("ApplicationId"));
    }

    [Test]
    public async Task Changelog_that_is_gone_stops_the_start_and_is_not_made_again([Values] bool isOnDisk)
    {
        var options = isOnDisk ? OnDisk : InMemory;
        Produce(10);
        await DrainAsync(Counts(), options);
        await _log.Admin.DeleteTopicAsync(Changelog);

        for (var attempt = 0; attempt < 2; attempt++)
        {
            var error = await Assert.CatchAsync<StreamsException>(() => DrainAsync(Counts(), options));
            Assert.That(error!.Message, Does.Contain($"'{Changelog}' no longer exists").And.Contain("new ApplicationId"));
        }

        Assert.That(await _log.Admin.DescribeTopicAsync(Changelog), Is.Null);
    }

    [Test]
    public async Task Changelog_whose_front_was_cut_off_stops_a_start_without_local_state()
    {
        Produce(10);
        await DrainAsync(Counts(), InMemory);
        await CutAsync(_log, new(new(Changelog, 0), 1));

        var error = await Assert.CatchAsync<StreamsException>(() => DrainAsync(Counts(), InMemory));

        Assert.That(error!.Message, Does.Contain($"{Changelog}").And.Contain("begins at offset 1").And.Contain("new ApplicationId"));
    }

    [Test]
    public async Task Changelog_that_removes_records_by_age_is_refused()
    {
        await _log.Admin.CreateTopicAsync(new TopicSpecification(Changelog, 1) { Retention = TimeSpan.FromDays(1) });

        var error = await Assert.CatchAsync<StreamsException>(() => DrainAsync(Counts(), InMemory));

        Assert.That(error!.Message, Does.Contain($"'{Changelog}'").And.Contain("cleanup.policy"));
    }

    [Test]
    public async Task Renamed_store_is_refused_with_both_names()
    {
        Produce(10);
        await DrainAsync(Counts(), OnDisk);

        var error = await Assert.CatchAsync<StreamsException>(() => DrainAsync(Counts(store: "totals"), OnDisk));

        Assert.That(error!.Message, Does.Contain("'counts' (key-value of utf8 to int64)").And.Contain("'totals'").And.Contain("new ApplicationId"));
    }

    [Test]
    public async Task Store_of_another_type_is_refused_with_both_types()
    {
        Produce(10);
        await DrainAsync(Counts(), InMemory);

        var error = await Assert.CatchAsync<StreamsException>(() => DrainAsync(Counts(values: new Wide()), InMemory with { BadRecords = BadRecordPolicy.Skip }));

        Assert.That(error!.Message, Does.Contain("'counts' was key-value of utf8 to int64 and is now key-value of utf8 to wide"));
    }

    [Test]
    public async Task Another_input_is_refused_with_both_names()
    {
        Produce(10);
        await DrainAsync(Counts(), InMemory);
        await _log.Admin.CreateTopicAsync(new TopicSpecification($"{_name}-other", 1));

        var error = await Assert.CatchAsync<StreamsException>(() => DrainAsync(Counts(input: $"{_name}-other"), InMemory));

        Assert.That(error!.Message, Does.Contain($"read '{In}' and now reads '{_name}-other'").And.Contain("new ApplicationId"));
    }

    [Test]
    public async Task Store_that_is_added_starts_empty_and_the_others_go_on([Values] bool isOnDisk)
    {
        var options = isOnDisk ? OnDisk : InMemory;
        Produce(10);
        await DrainAsync(Counts(), options);
        Produce(5);

        await DrainAsync(Counts(more: "more"), options);

        Assert.That(LastCount(), Is.EqualTo(15));
    }

    [Test]
    public async Task Application_of_which_nothing_is_noted_goes_on_while_its_changelog_is_there()
    {
        Produce(10);
        await DrainAsync(Counts(), InMemory);
        await _log.Admin.DeleteTopicAsync(Metadata);
        Produce(5);
        await DrainAsync(Counts(), InMemory);
        Assert.That(LastCount(), Is.EqualTo(15));

        await _log.Admin.DeleteTopicAsync(Metadata);
        await _log.Admin.DeleteTopicAsync(Changelog);
        var error = await Assert.CatchAsync<StreamsException>(() => DrainAsync(Counts(), InMemory));
        Assert.That(error!.Message, Does.Contain("has committed offsets").And.Contain($"'{Changelog}' is not there").And.Contain("not a first start"));
    }

    [Test]
    public async Task Row_that_cannot_be_decoded_is_no_bad_record()
    {
        Produce(10);
        await DrainAsync(Counts(values: new Wide()), OnDisk);
        Produce(5);

        var error = await Assert.ThrowsAsync<StateException>(() => DrainAsync(Counts(values: new Narrow()), OnDisk with { BadRecords = BadRecordPolicy.Skip }));

        Assert.That(error!.Message, Does.Contain("'counts'").And.Contain("task 1_0").And.Contain("wrong-length"));
    }

    [Test]
    public async Task Two_instances_that_start_together_agree()
    {
        await using var first = new StreamsApplication(Counts(), _log, InMemory);
        await using var second = new StreamsApplication(Counts(), _log, InMemory);
        await Task.WhenAll(Task.Run(() => first.StartAsync()), Task.Run(() => second.StartAsync()));
        Produce(3);

        await UntilAsync(() => first.Metrics.Processed + second.Metrics.Processed >= 3);
    }

    /// <summary>The first start of another instance happens while this one describes the topics, so they were missing and their ids are stored.</summary>
    [TestCase("in", 0)]
    [TestCase("again-repartition", 0)]
    [TestCase("counts-changelog", 0)]
    [TestCase("in", 10)]
    [TestCase("again-repartition", 10)]
    [TestCase("counts-changelog", 10)]
    public async Task Instance_that_describes_the_topics_while_another_one_creates_them_starts(string topic, int records)
    {
        Produce(records);
        var log = new InterleavedLog(_log, $"{_name}-{topic}", () => DrainAsync(Counts(), InMemory));
        await using var second = new StreamsApplication(Counts(), log, InMemory);

        await second.StartAsync();

        Produce(5);
        await second.DrainAsync();
        Assert.That(LastCount(), Is.EqualTo(records + 5));
    }

    [Test]
    public async Task Instance_that_describes_the_topics_while_another_one_adds_a_store_starts()
    {
        Produce(10);
        await DrainAsync(Counts(), InMemory);
        var log = new InterleavedLog(_log, $"{_name}-more-changelog", () => DrainAsync(Counts(more: "more"), InMemory));
        await using var second = new StreamsApplication(Counts(more: "more"), log, InMemory);

        await second.StartAsync();
        Produce(5);
        await second.DrainAsync();

        Assert.That(LastCount(), Is.EqualTo(15));
    }

    /// <summary>Another instance has created the topics a moment ago, and the broker that is asked does not know all of them yet.</summary>
    [TestCase("in")]
    [TestCase("again-repartition")]
    [TestCase("counts-changelog")]
    [TestCase("metadata", "counts-changelog")]
    public async Task Topics_that_are_not_visible_yet_are_waited_for(params string[] topics)
    {
        Produce(10);
        await DrainAsync(Counts(), InMemory);
        var log = new LateTopicsLog(_log, [.. topics.Select(topic => $"{_name}-{topic}")]);
        await using var second = new StreamsApplication(Counts(), log, InMemory);

        await second.StartAsync();

        Produce(5);
        await second.DrainAsync();
        Assert.That(LastCount(), Is.EqualTo(15));
    }

    [Test]
    public async Task Input_that_is_gone_stops_the_start()
    {
        Produce(10);
        await DrainAsync(Counts(), InMemory);
        await _log.Admin.DeleteTopicAsync(In);

        var error = await Assert.CatchAsync<StreamsException>(() => DrainAsync(Counts(), InMemory));

        Assert.That(error!.Message, Does.Contain($"'{In}', which the topology reads, does not exist"));
        Assert.That(error.IsTransient, Is.False);
    }

    private Topology Counts(string store = "counts", string? input = null, ISerde<long>? values = null, string? more = null)
    {
        var builder = new TopologyBuilder().AddStore(Stores.KeyValue(store, Serdes.Utf8, values ?? Serdes.Int64));
        var stream = builder.Stream(input ?? In, Serdes.Utf8, Serdes.Bytes).Repartition("again", 1);
        var counted = stream.Process("count", () => new Counter(store), store);
        if (more is not null)
        {
            builder.AddStore(Stores.KeyValue(more, Serdes.Utf8, Serdes.Int64));
            stream.Process("count-more", () => new Counter(more), more);
        }

        counted.To(Out, Serdes.Utf8, Serdes.Int64);
        return builder.Build();
    }

    private async Task DrainAsync(Topology topology, StreamsOptions options)
    {
        await using var application = new StreamsApplication(topology, _log, options);
        await application.StartAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        await application.DrainAsync(patience.Token);
    }

    private async Task MakeAnewAsync(string topic)
    {
        await _log.Admin.DeleteTopicAsync(topic);
        await _log.Admin.CreateTopicAsync(new TopicSpecification(topic, 1) { Compacted = topic == Changelog });
    }

    private static async Task UntilAsync(Func<bool> isEnough)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!isEnough())
        {
            await Task.Delay(5);
            Assert.That(TimeProvider.System.GetElapsedTime(started), Is.LessThan(TimeSpan.FromSeconds(60)));
        }
    }

    private void Produce(int count)
    {
        using var producer = _log.CreateProducer(new LogProducerOptions());
        for (var i = 0; i < count; i++)
        {
            producer.Produce(new RawRecord(In, 0, -1, 1_700_000_000_000 + i, "k"u8, true, [0], true));
        }

        producer.Flush(s_timeout);
    }

    private long LastCount()
    {
        var collector = new RecordCollector();
        using var consumer = _log.CreateConsumer(new LogConsumerOptions());
        var end = consumer.QueryOffsets(new(Out, 0), s_timeout).End;
        consumer.Assign([new(new(Out, 0), 0)]);
        var started = TimeProvider.System.GetTimestamp();
        while (!(consumer.Position(new(Out, 0)) >= end))
        {
            consumer.Poll(TimeSpan.FromMilliseconds(50), collector);
            Assert.That(TimeProvider.System.GetElapsedTime(started), Is.LessThan(s_timeout), "the results were not read to their end");
        }

        return Serdes.Int64.Deserialize(collector.Records[^1].Value);
    }

    private sealed class Counter(string store) : IProcessor<string, byte[], string, long>
    {
        private IProcessorContext<string, long> _context = null!;
        private IKeyValueStore<string, long> _counts = null!;

        public void Initialize(IProcessorContext<string, long> context)
        {
            _context = context;
            _counts = context.GetStore<IKeyValueStore<string, long>>(store);
        }

        public void Process(in Record<string, byte[]> record)
        {
            _counts.TryGet(record.Key, out var count);
            _counts.Put(record.Key, count + 1);
            _context.Forward(record.WithValue(count + 1));
        }
    }

    private class Wide : ISerde<long>
    {
        public string Name => "wide";

        public virtual long Deserialize(ReadOnlySpan<byte> bytes) => Serdes.Int64.Deserialize(bytes);

        public void Serialize(in long value, IBufferWriter<byte> destination) => Serdes.Int64.Serialize(value, destination);
    }

    /// <summary>Other bytes under the same name.</summary>
    private sealed class Narrow : Wide
    {
        public override long Deserialize(ReadOnlySpan<byte> bytes) => Serdes.Int32.Deserialize(bytes);
    }
}
