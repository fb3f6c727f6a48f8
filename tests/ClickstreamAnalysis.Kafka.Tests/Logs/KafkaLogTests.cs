using System.Text;
using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Tests.Logs;

namespace ClickstreamAnalysis.Kafka.Tests.Logs;

/// <summary>What the Kafka log promises beyond the contract that it shares with the other logs.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class KafkaLogTests
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(20);

    private readonly string _topic = $"kafka-{Guid.NewGuid():N}";
    private readonly KafkaLog _log = new(TestBroker.BootstrapServers);

    [TearDown]
    public async Task CloseAsync() => await _log.DisposeAsync();

    [Test]
    public async Task Poll_ManyRecordsOfTwoPartitions_AllCarryTheSameTopicInstance([Values] bool batches)
    {
        await using var log = new KafkaLog(TestBroker.BootstrapServers, new KafkaLogOptions { BatchConsume = batches });
        await log.Admin.CreateTopicAsync(new TopicSpecification(_topic, 2));
        Fill(0, 5);
        Fill(1, 5);
        using var consumer = log.CreateConsumer(new LogConsumerOptions());
        consumer.Assign([new(new(_topic, 0), 0), new(new(_topic, 1), 0)]);
        var topics = new TopicNames();
        while (topics.Seen.Count < 10)
        {
            consumer.Poll(s_timeout, topics);
        }

        Assert.That(topics.Seen, Is.All.SameAs(topics.Seen[0]));
    }

    [Test]
    public async Task Produce_TopicThatIsMissing_SaysSoAndDoesNotBlameTheAddress([Values] bool direct, [Values] bool transactional)
    {
        await using var log = new KafkaLog(TestBroker.BootstrapServers, new KafkaLogOptions { DirectProduce = direct });
        using var producer = log.CreateProducer(new LogProducerOptions
        {
            TransactionalId = transactional ? _topic : null,
            DeliveryTimeout = TimeSpan.FromSeconds(2),
            TransactionTimeout = TimeSpan.FromSeconds(20),
        });
        if (transactional)
        {
            producer.InitTransactions(s_timeout);
            producer.BeginTransaction();
        }

        producer.Produce(new RawRecord(_topic, 0, -1, 1, "k"u8, true, "v"u8, true));

        var error = Assert.Throws<TopicNotFoundException>(() => producer.Flush(TimeSpan.FromSeconds(1)));
        Assert.That(error!.Message, Does.Contain($"'{_topic}'").And.Contain("Create the topic").And.Not.Contain("address is right"));
        error = Assert.Throws<TopicNotFoundException>(() => (transactional ? producer.CommitTransaction : (Action<TimeSpan>)producer.Flush)(s_timeout));
        Assert.That(error!.Message, Does.Contain(_topic).And.Contain("Create the topic").And.Not.Contain("address is right"));
    }

    [Test]
    public async Task Poll_BatchReading_AllocatesNothingPerRecord()
    {
        const int Count = 50_000;
        await _log.Admin.CreateTopicAsync(new TopicSpecification(_topic, 2));
        Fill(0, Count / 2);
        Fill(1, Count / 2);
        using var consumer = _log.CreateConsumer(new LogConsumerOptions());
        consumer.Assign([new(new(_topic, 0), 0), new(new(_topic, 1), 0)]);
        var bytes = new ByteCounter();
        while (bytes.Records < Count / 2)
        {
            consumer.Poll(s_timeout, bytes);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        while (bytes.Records < Count)
        {
            consumer.Poll(s_timeout, bytes);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(Count / 20));
    }

    [Test]
    public async Task Produce_Direct_AllocatesNothingPerRecord()
    {
        const int Count = 20_000;
        await _log.Admin.CreateTopicAsync(new TopicSpecification(_topic, 1));
        using var producer = _log.CreateProducer(new LogProducerOptions());
        producer.Produce(Record(0, "first"));
        producer.Flush(s_timeout);
        var key = "key"u8;
        var value = "value"u8;

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Count; i++)
        {
            producer.Produce(new RawRecord(_topic, 0, -1, 1_700_000_000_000, key, true, value, true));
        }

        producer.Flush(s_timeout);

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(Count / 20));
        Assert.That(producer.LastOffset(new TopicPartition(_topic, 0)), Is.EqualTo(Count));
    }

    [Test]
    public async Task Produce_MoreThanTheQueueHolds_WaitsForRoomAndWritesAll([Values] bool direct)
    {
        await using var log = new KafkaLog(TestBroker.BootstrapServers, new KafkaLogOptions { DirectProduce = direct });
        await log.Admin.CreateTopicAsync(new TopicSpecification(_topic, 1));
        using var producer = log.CreateProducer(new LogProducerOptions { QueueBytes = 64 * 1024 });
        var value = new byte[10_000];
        for (var i = 0; i < 200; i++)
        {
            producer.Produce(new RawRecord(_topic, 0, -1, 1_700_000_000_000, default, false, value, true));
        }

        producer.Flush(s_timeout);

        Assert.That(producer.LastOffset(new TopicPartition(_topic, 0)), Is.EqualTo(199));
    }

    [Test]
    public async Task Poll_ListenerThrows_ThrowsItAndKeepsTheAssignment([Values] bool batches)
    {
        await using var log = new KafkaLog(TestBroker.BootstrapServers, new KafkaLogOptions { BatchConsume = batches });
        await log.Admin.CreateTopicAsync(new TopicSpecification(_topic, 1));
        Fill(0, 1);
        using var consumer = log.CreateConsumer(new LogConsumerOptions { GroupId = _topic });
        consumer.Subscribe([_topic], new AssignmentRecorder { WhenAssigned = _ => throw new InvalidTimeZoneException() });
        var collector = new Collector();

        Assert.That(() => collector.PollUntilCount(consumer, 1), Throws.TypeOf<InvalidTimeZoneException>());
        collector.PollUntilCount(consumer, 1);

        Assert.That(consumer.Assignment, Is.EqualTo(new[] { new TopicPartition(_topic, 0) }));
    }

    [Test]
    public void Poll_SubscribedTopicThatIsMissing_SaysWhichAndWhatToDo()
    {
        using var consumer = _log.CreateConsumer(new LogConsumerOptions { GroupId = _topic });
        consumer.Subscribe([_topic], new AssignmentRecorder());

        var error = Assert.Catch<TopicNotFoundException>(() =>
        {
            while (true)
            {
                consumer.Poll(TimeSpan.FromMilliseconds(100), new RecordCollector());
            }
        });

        Assert.That(error!.Message, Does.Contain(_topic).And.Contain(TestBroker.BootstrapServers).And.Contain("Create the topic"));
    }

    [Test]
    public async Task Produce_UnknownPartition_SaysWhichAndWhatToDo([Values] bool direct)
    {
        await using var log = new KafkaLog(TestBroker.BootstrapServers, new KafkaLogOptions { DirectProduce = direct });
        await log.Admin.CreateTopicAsync(new TopicSpecification(_topic, 1));
        using var producer = log.CreateProducer(new LogProducerOptions());

        var error = Assert.Catch<TopicNotFoundException>(() =>
        {
            producer.Produce(Record(7, "v"));
            producer.Flush(s_timeout);
        });

        Assert.That(error!.Message, Does.Contain($"{_topic}-7").And.Contain("partition"));
    }

    [Test]
    public async Task CommitTransaction_NewerProducerOfTheSameId_IsFencedAndNeverUsableAgain([Values] bool direct)
    {
        await using var log = new KafkaLog(TestBroker.BootstrapServers, new KafkaLogOptions { DirectProduce = direct });
        await _log.Admin.CreateTopicAsync(new TopicSpecification(_topic, 1));
        var options = new LogProducerOptions { TransactionalId = _topic };
        using var old = log.CreateProducer(options);
        old.InitTransactions(s_timeout);
        old.BeginTransaction();
        old.Produce(Record(0, "zombie"));
        old.Flush(s_timeout);
        using var current = log.CreateProducer(options);
        current.InitTransactions(s_timeout);

        Assert.That(() => old.CommitTransaction(s_timeout), Throws.TypeOf<ProducerFencedException>().With.Message.Contains(TestBroker.BootstrapServers));
        Assert.That(() => old.BeginTransaction(), Throws.InvalidOperationException);
        Assert.That(() => old.AbortTransaction(s_timeout), Throws.InvalidOperationException);
    }

    private RawRecord Record(int partition, string value) =>
        new(_topic, partition, -1, 1_700_000_000_000, default, false, Encoding.UTF8.GetBytes(value), true);

    private void Fill(int partition, int count)
    {
        using var producer = _log.CreateProducer(new LogProducerOptions());
        for (var i = 0; i < count; i++)
        {
            producer.Produce(Record(partition, $"{i}"));
        }

        producer.Flush(s_timeout);
    }

    private sealed class TopicNames : IRawRecordHandler
    {
        public List<string> Seen { get; } = [];

        public void OnRecord(in RawRecord record) => Seen.Add(record.Topic);
    }

    private sealed class ByteCounter : IRawRecordHandler
    {
        public int Records { get; private set; }

        public long Bytes { get; private set; }

        public void OnRecord(in RawRecord record)
        {
            Records++;
            Bytes += record.Key.Length + record.Value.Length;
        }
    }
}
