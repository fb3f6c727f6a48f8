using System.Text;
using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Tests.Logs;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>
/// Offsets that are gone from the group, or records that are gone from the log: an application gives the right counts or stops and
/// says what to do, on every log.
/// </summary>
public abstract class LostOffsetsContract
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(20);

    private readonly string _name = $"lost-{Guid.NewGuid():N}"[..16];
    private string _directory = "";
    private IRecordLog _log = null!;

    private TopicPartition In => new($"{_name}-in", 0);

    private TopicPartition Out => new($"{_name}-out", 0);

    private StreamsOptions InMemory => new() { ApplicationId = _name, InMemoryState = true, StartTimeout = s_timeout, MemoryBudgetBytes = 32 << 20 };

    private StreamsOptions OnDisk => InMemory with { InMemoryState = false, StateDirectory = _directory };

    [SetUp]
    public async Task CreateTopicsAsync()
    {
        _directory = Directory.CreateTempSubdirectory("lost-").FullName;
        _log = await OpenAsync();
        await _log.Admin.CreateTopicAsync(new TopicSpecification(In.Topic, 1));
        await _log.Admin.CreateTopicAsync(new TopicSpecification(Out.Topic, 1));
    }

    [TearDown]
    public async Task CloseAsync()
    {
        await _log.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    protected abstract Task<IRecordLog> OpenAsync();

    /// <summary>Removes the committed offset of a group that has no members now.</summary>
    protected abstract Task ForgetOffsetAsync(IRecordLog log, string group, TopicPartition partition);

    [Test]
    public async Task Committed_offset_that_was_removed_from_the_log_stops_the_application()
    {
        Produce(10);
        await DrainAsync(OnDisk);
        Produce(10);
        await _log.Admin.DeleteRecordsAsync(new(In, 15));

        var error = await Assert.ThrowsAsync<InputOffsetException>(() => DrainAsync(OnDisk));

        Assert.That(error!.Message, Does.Contain(In.ToString()).And.Contain("is 10,").And.Contain("is 15:").And.Contain("SkipToEarliest").And.Contain("ApplicationId"));
        Assert.That((error.TaskId, error.Topic, error.Partition, error.Offset, error.AvailableFrom, error.AvailableTo), Is.EqualTo(("0_0", In.Topic, In.Partition, 10, 15, 20)));
        Assert.That(error.IsTransient, Is.False);
    }

    [Test]
    public async Task Committed_offset_that_was_removed_from_the_log_is_skipped_and_counted_when_an_option_says_so()
    {
        Produce(10);
        await DrainAsync(OnDisk);
        Produce(10);
        await _log.Admin.DeleteRecordsAsync(new(In, 15));

        var metrics = await DrainAsync(OnDisk with { OffsetOutOfRange = OffsetOutOfRangePolicy.SkipToEarliest });

        Assert.That((metrics.SkippedOffsets, metrics.Processed, LastCount()), Is.EqualTo((5, 5, 15)));
    }

    [Test]
    public async Task Records_that_are_removed_after_they_were_processed_do_no_harm()
    {
        Produce(10, transactional: true); // a marker follows them, which is removed as well
        await DrainAsync(OnDisk);
        await _log.Admin.DeleteRecordsAsync(new(In, End(In)));
        Produce(3);

        var metrics = await DrainAsync(OnDisk);

        Assert.That((metrics.SkippedOffsets, metrics.Processed, LastCount()), Is.EqualTo((0, 3, 13)));
    }

    [Test]
    public async Task Committed_offset_past_the_end_of_the_log_stops_the_application()
    {
        Produce(10);
        await DrainAsync(OnDisk);
        CommitOffset(100);

        var error = await Assert.CatchAsync<StreamsException>(() => DrainAsync(OnDisk with { OffsetOutOfRange = OffsetOutOfRangePolicy.SkipToEarliest }));

        Assert.That(error!.Message, Does.Contain(In.ToString()).And.Contain("is 100,").And.Contain("0 to 10").And.Contain("ApplicationId"));
    }

    [Test]
    public async Task Records_that_are_removed_while_the_application_is_behind_stop_it([Values] OffsetOutOfRangePolicy policy)
    {
        await using var application = new StreamsApplication(Topology(), _log, OnDisk with { Threads = 0, OffsetOutOfRange = policy });
        await application.StartAsync();
        Produce(1);
        await TurnAsync(application, () => application.Metrics.Processed == 1);
        Produce(40, bytes: 500_000); // a client fetches ahead, but not as much
        await _log.Admin.DeleteRecordsAsync(new(In, 36));

        if (policy == OffsetOutOfRangePolicy.Fail)
        {
            var error = await Assert.CatchAsync<StreamsException>(() => TurnAsync(application, () => false));
            Assert.That(error!.Message, Does.Contain(In.ToString()).And.Contain("is 36:"));
            return;
        }

        await TurnAsync(application, () => application.Metrics.Processed + application.Metrics.SkippedOffsets == 41);
        Assert.That(application.Metrics.SkippedOffsets, Is.Positive);
        Assert.That(LastCount(), Is.EqualTo(application.Metrics.Processed));
    }

    [Test]
    public async Task Offsets_that_are_gone_are_taken_from_the_state([Values] ProcessingGuarantee guarantee, [Values] bool isOnDisk)
    {
        var options = (isOnDisk ? OnDisk : InMemory) with { Guarantee = guarantee };
        Produce(10);
        await DrainAsync(options);
        await ForgetOffsetAsync(_log, _name, In);
        Produce(5);

        if (guarantee == ProcessingGuarantee.AtLeastOnce && !isOnDisk)
        {
            var error = await Assert.CatchAsync<StreamsException>(() => DrainAsync(options));
            Assert.That(error!.Message, Does.Contain(In.ToString()).And.Contain("no committed offset").And.Contain("ApplicationId"));
            Assert.That(LastCount(), Is.EqualTo(10), "the changelog does not tell them then, so nothing is done");
            return;
        }

        var metrics = await DrainAsync(options);
        Assert.That((metrics.Processed, LastCount()), Is.EqualTo((5, 15)));
    }

    [TestCase(ProcessingGuarantee.ExactlyOnce, true)]
    [TestCase(ProcessingGuarantee.ExactlyOnce, false)]
    [TestCase(ProcessingGuarantee.AtLeastOnce, true)]
    public async Task Offsets_that_were_set_back_apply_nothing_twice(ProcessingGuarantee guarantee, bool isOnDisk)
    {
        var options = (isOnDisk ? OnDisk : InMemory) with { Guarantee = guarantee };
        Produce(10);
        await DrainAsync(options);
        CommitOffset(3);
        Produce(5);

        var metrics = await DrainAsync(options);

        Assert.That((metrics.Processed, LastCount()), Is.EqualTo((5, 15)));
    }

    [Test]
    public async Task A_failed_application_takes_its_transaction_back_so_that_the_next_start_waits_for_nothing()
    {
        Produce(1);
        Produce(1, value: "bad");
        await Assert.ThrowsAsync<BadRecordException>(() => DrainAsync(InMemory));
        var started = TimeProvider.System.GetTimestamp();

        var metrics = await DrainAsync(InMemory with { BadRecords = BadRecordPolicy.Skip });

        Assert.That((metrics.Processed, metrics.Failed, LastCount()), Is.EqualTo((1, 1, 1)));
        Assert.That(TimeProvider.System.GetElapsedTime(started), Is.LessThan(TimeSpan.FromSeconds(30)), "a transaction is open for a minute");
    }

    private Topology Topology()
    {
        var builder = new TopologyBuilder().AddStore(Stores.KeyValue("counts", Serdes.Utf8, Serdes.Int64));
        builder.Stream(In.Topic, Serdes.Utf8, Serdes.Bytes).Process("count", () => new Counter(), "counts").To(Out.Topic, Serdes.Utf8, Serdes.Int64);
        return builder.Build();
    }

    private async Task<StreamsMetrics> DrainAsync(StreamsOptions options)
    {
        await using var application = new StreamsApplication(Topology(), _log, options);
        await application.StartAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        await application.DrainAsync(patience.Token);
        return application.Metrics;
    }

    private static async Task TurnAsync(StreamsApplication application, Func<bool> isEnough)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!isEnough())
        {
            if (!application.Step())
            {
                await Task.Delay(2);
            }

            Assert.That(TimeProvider.System.GetElapsedTime(started), Is.LessThan(TimeSpan.FromSeconds(60)), application.Metrics.ToString());
        }
    }

    private void Produce(int count, bool transactional = false, int bytes = 1, string? value = null)
    {
        using var producer = _log.CreateProducer(new LogProducerOptions { TransactionalId = transactional ? $"{_name}-writer" : null });
        if (transactional)
        {
            producer.InitTransactions(s_timeout);
            producer.BeginTransaction();
        }

        var written = value is null ? new byte[bytes] : Encoding.UTF8.GetBytes(value);
        for (var i = 0; i < count; i++)
        {
            producer.Produce(new RawRecord(In.Topic, 0, -1, 1_700_000_000_000 + i, "k"u8, true, written, true));
        }

        producer.Flush(s_timeout);
        if (transactional)
        {
            producer.CommitTransaction(s_timeout);
        }
    }

    private void CommitOffset(long offset)
    {
        using var consumer = _log.CreateConsumer(new LogConsumerOptions { GroupId = _name });
        consumer.Commit([new(In, offset)]);
    }

    private long End(TopicPartition partition)
    {
        using var consumer = _log.CreateConsumer(new LogConsumerOptions());
        return consumer.QueryOffsets(partition, s_timeout).End;
    }

    private long LastCount()
    {
        var collector = new RecordCollector();
        using var consumer = _log.CreateConsumer(new LogConsumerOptions());
        var end = consumer.QueryOffsets(Out, s_timeout).End;
        consumer.Assign([new(Out, 0)]);
        var started = TimeProvider.System.GetTimestamp();
        while (!(consumer.Position(Out) >= end))
        {
            consumer.Poll(TimeSpan.FromMilliseconds(50), collector);
            Assert.That(TimeProvider.System.GetElapsedTime(started), Is.LessThan(s_timeout), "the results were not read to their end");
        }

        return Serdes.Int64.Deserialize(collector.Records[^1].Value);
    }

    private sealed class Counter : IProcessor<string, byte[], string, long>
    {
        private IProcessorContext<string, long> _context = null!;
        private IKeyValueStore<string, long> _counts = null!;

        public void Initialize(IProcessorContext<string, long> context)
        {
            _context = context;
            _counts = context.GetStore<IKeyValueStore<string, long>>("counts");
        }

        public void Process(in Record<string, byte[]> record)
        {
            if (record.Value.AsSpan().SequenceEqual("bad"u8))
            {
                // The results of the records before it are on their way to the log by then.
                SpinWait.SpinUntil(static () => false, TimeSpan.FromMilliseconds(300));
                throw new InvalidOperationException("as asked");
            }

            _counts.TryGet(record.Key, out var count);
            _counts.Put(record.Key, count + 1);
            _context.Forward(record.WithValue(count + 1));
        }
    }
}
