using System.Text;
using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Logs.Kafka;

namespace ClickstreamAnalysis.Kafka.Tests.Logs;

/// <summary>The Kafka log's own promises, beyond the contract that it shares with the other logs.</summary>
[TestFixture(true)]
[TestFixture(false)]
public sealed class KafkaLogTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    private readonly bool _batches;
    private KafkaLog _log = null!;
    private string _topic = null!;

    public KafkaLogTests(bool batches) => _batches = batches;

    [SetUp]
    public async Task Open()
    {
        _log = new KafkaLog(TestBroker.BootstrapServers, new KafkaLogOptions { BatchConsume = _batches });
        _topic = $"t-{Guid.NewGuid():N}";
        await _log.Admin.CreateTopicAsync(new TopicSpecification(_topic, 2));
    }

    [TearDown]
    public async Task Close() => await _log.DisposeAsync();

    [Test]
    public void Poll_RecordsOfTwoPartitions_HandsOverEverythingAsWritten()
    {
        using var producer = _log.CreateProducer(new LogProducerOptions());
        producer.Produce(new LogRecord(_topic, 0, -1, 1_700_000_000_123, "k"u8, true, "v0"u8, true));
        producer.Produce(new LogRecord(_topic, 0, -1, 1_700_000_000_001, default, false, "v1"u8, true));
        producer.Produce(new LogRecord(_topic, 0, -1, 1_700_000_000_002, default, true, default, false));
        producer.Produce(new LogRecord(_topic, 1, -1, 1_700_000_000_003, "ü"u8, true, default, true));
        producer.Flush(Timeout);

        using var consumer = Assigned((0, 0), (1, 0));
        var collector = new Collector();
        collector.PollUntilCount(consumer, 4);

        Assert.That(collector.Records.Where(record => record.Partition == 0), Is.EqualTo(new[]
        {
            new CollectedRecord(_topic, 0, 0, 1_700_000_000_123, "k", "v0", null),
            new CollectedRecord(_topic, 0, 1, 1_700_000_000_001, null, "v1", null),
            new CollectedRecord(_topic, 0, 2, 1_700_000_000_002, "", null, null),
        }));
        Assert.That(collector.Records.Where(record => record.Partition == 1), Is.EqualTo(new[]
        {
            new CollectedRecord(_topic, 1, 0, 1_700_000_000_003, "ü", "", null),
        }));
        Assert.That(collector.Records.Select(record => record.Topic), Is.All.SameAs(collector.Records[0].Topic));
        Assert.That(producer.LastOffset(new TopicPartition(_topic, 0)), Is.EqualTo(2));
    }

    [Test]
    public void Poll_HandlerThrows_HandsOverTheRestNextTime()
    {
        Fill(0, 10);
        using var consumer = Assigned((0, 0));
        var collector = new Collector
        {
            Before = record =>
            {
                if (record.Value == "3")
                {
                    throw new InvalidDataException("three");
                }
            },
        };

        Assert.That(() => collector.PollUntilCount(consumer, 10), Throws.TypeOf<InvalidDataException>());
        Assert.That(consumer.Position(new TopicPartition(_topic, 0)), Is.EqualTo(4));
        collector.PollUntilCount(consumer, 9);

        Assert.That(collector.Values, Is.EqualTo(new[] { "0", "1", "2", "4", "5", "6", "7", "8", "9" }));
    }

    [Test]
    public void Poll_MoreThanMaxPollRecords_HandsOverAtMostThat()
    {
        Fill(0, 10);
        using var consumer = _log.CreateConsumer(new LogConsumerOptions { MaxPollRecords = 3 });
        consumer.Assign([new(new(_topic, 0), 0)]);
        var counts = new List<int>();
        var collector = new Collector();
        collector.PollUntil(consumer, () =>
        {
            counts.Add(consumer.Poll(TimeSpan.FromMilliseconds(100), collector));
            return collector.Records.Count == 10;
        });

        Assert.That(counts, Is.All.LessThanOrEqualTo(3));
        Assert.That(collector.Values, Is.EqualTo(Enumerable.Range(0, 10).Select(i => $"{i}")));
    }

    [Test]
    public void Poll_PausedInsideTheHandler_HoldsTheRestBackUntilResumed()
    {
        Fill(0, 10);
        var partition = new TopicPartition(_topic, 0);
        using var consumer = Assigned((0, 0));
        var collector = new Collector
        {
            Before = record =>
            {
                if (record.Value == "4")
                {
                    consumer.Pause([partition]);
                }
            },
        };
        collector.PollUntilCount(consumer, 5);
        for (var i = 0; i < 3; i++)
        {
            consumer.Poll(TimeSpan.FromMilliseconds(50), collector);
        }

        Assert.That(collector.Records, Has.Count.EqualTo(5));
        consumer.Resume([partition]);
        collector.PollUntilCount(consumer, 10);
        Assert.That(collector.Values, Is.EqualTo(Enumerable.Range(0, 10).Select(i => $"{i}")));
    }

    [Test]
    public void Poll_SeekBackInsideTheHandler_ReadsAgainFromThere()
    {
        Fill(0, 10);
        var partition = new TopicPartition(_topic, 0);
        using var consumer = Assigned((0, 0));
        var sought = false;
        var collector = new Collector();
        collector.Before = record =>
        {
            if (record.Value == "6" && !sought)
            {
                sought = true;
                consumer.Seek(partition, 2);
            }
        };
        collector.PollUntil(consumer, () => collector.Records.Count > 0 && collector.Records[^1].Offset == 9);

        Assert.That(collector.Values, Is.EqualTo(Enumerable.Range(0, 7).Concat(Enumerable.Range(2, 8)).Select(i => $"{i}")));
    }

    [Test]
    public void Subscribe_TwoMembers_ShareAndCommitAndHandOver()
    {
        Fill(0, 5);
        Fill(1, 5);
        var first = new Member(_log, _topic, $"g-{_topic}");
        first.Collector.PollUntilCount(first.Consumer, 10);
        Assert.That(first.Consumer.Assignment, Is.EquivalentTo(new TopicPartition[] { new(_topic, 0), new(_topic, 1) }));
        first.Consumer.Commit([new(new(_topic, 0), 3), new(new(_topic, 1), 5)]);

        using var second = new Member(_log, _topic, $"g-{_topic}");
        second.Collector.PollUntil(second.Consumer, () =>
        {
            first.Consumer.Poll(TimeSpan.FromMilliseconds(50), first.Collector);
            return second.Consumer.Assignment.Count == 1 && first.Consumer.Assignment.Count == 1;
        });
        first.Dispose();
        second.Collector.PollUntil(second.Consumer, () => second.Consumer.Assignment.Count == 2 && second.Collector.Records.Count >= 2);

        Assert.That(first.Revoked, Is.EquivalentTo(new TopicPartition[] { new(_topic, 0), new(_topic, 1) }).Or.Not.Empty);
        Assert.That(second.Collector.Records.Select(record => (record.Partition, record.Offset)).Distinct(), Is.EquivalentTo(new[] { (0, 3L), (0, 4L) }));
        Assert.That(second.Consumer.Committed([new(_topic, 0), new(_topic, 1)], Timeout), Is.EquivalentTo(new Dictionary<TopicPartition, long>
        {
            [new(_topic, 0)] = 3,
            [new(_topic, 1)] = 5,
        }));
    }

    [Test]
    public void Transaction_AbortedThenCommitted_ShowsTheCommittedRecordsAndOffsetsOnly()
    {
        var group = $"g-{_topic}";
        using var member = new Member(_log, _topic, group);
        Fill(1, 1);
        member.Collector.PollUntilCount(member.Consumer, 1);
        using var producer = _log.CreateProducer(new LogProducerOptions { TransactionalId = $"x-{_topic}" });
        producer.InitTransactions(Timeout);
        producer.BeginTransaction();
        producer.Produce(Record(0, "aborted"));
        producer.SendOffsets([new(new(_topic, 1), 7)], member.Consumer.GroupMetadata, Timeout);
        producer.AbortTransaction(Timeout);
        producer.BeginTransaction();
        producer.Produce(Record(0, "committed"));
        producer.SendOffsets([new(new(_topic, 1), 1)], member.Consumer.GroupMetadata, Timeout);
        producer.CommitTransaction(Timeout);

        using var consumer = Assigned((0, 0));
        var collector = new Collector();
        collector.PollUntil(consumer, () => consumer.IsAtEnd(new TopicPartition(_topic, 0)));
        Assert.That(collector.Values, Is.EqualTo(new[] { "committed" }));
        Assert.That(member.Consumer.Committed([new(_topic, 1)], Timeout)[new(_topic, 1)], Is.EqualTo(1));
    }

    [Test]
    public void CommitTransaction_NewerProducerOfTheSameId_IsFenced()
    {
        var options = new LogProducerOptions { TransactionalId = $"x-{_topic}" };
        using var old = _log.CreateProducer(options);
        old.InitTransactions(Timeout);
        old.BeginTransaction();
        old.Produce(Record(0, "zombie"));
        old.Flush(Timeout);
        using var current = _log.CreateProducer(options);
        current.InitTransactions(Timeout);

        Assert.That(() => old.CommitTransaction(Timeout), Throws.TypeOf<LogFencedException>().With.Message.Contains(TestBroker.BootstrapServers));
        Assert.That(() => old.BeginTransaction(), Throws.InvalidOperationException);
    }

    private static LogRecord Record(string topic, int partition, string value) =>
        new(topic, partition, -1, 1_700_000_000_000, default, false, Encoding.UTF8.GetBytes(value), true);

    private LogRecord Record(int partition, string value) => Record(_topic, partition, value);

    private ILogConsumer Assigned(params (int Partition, long Offset)[] starts)
    {
        var consumer = _log.CreateConsumer(new LogConsumerOptions());
        consumer.Assign(starts.Select(start => new TopicPartitionOffset(new TopicPartition(_topic, start.Partition), start.Offset)).ToArray());
        return consumer;
    }

    private void Fill(int partition, int count)
    {
        using var producer = _log.CreateProducer(new LogProducerOptions());
        for (var i = 0; i < count; i++)
        {
            producer.Produce(Record(partition, $"{i}"));
        }

        producer.Flush(Timeout);
    }

    private sealed class Member : IAssignmentListener, IDisposable
    {
        public Member(KafkaLog log, string topic, string group)
        {
            Consumer = log.CreateConsumer(new LogConsumerOptions { GroupId = group });
            Consumer.Subscribe([topic], this);
        }

        public ILogConsumer Consumer { get; }

        public Collector Collector { get; } = new();

        public List<TopicPartition> Revoked { get; } = [];

        public void OnAssigned(IReadOnlyCollection<TopicPartition> partitions)
        {
        }

        public void OnRevoked(IReadOnlyCollection<TopicPartition> partitions) => Revoked.AddRange(partitions);

        public void OnLost(IReadOnlyCollection<TopicPartition> partitions)
        {
        }

        public void Dispose() => Consumer.Dispose();
    }
}
