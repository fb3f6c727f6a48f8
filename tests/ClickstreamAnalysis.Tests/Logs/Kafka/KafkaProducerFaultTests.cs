using System.Diagnostics;
using ClickstreamAnalysis.Logs;
using Confluent.Kafka;
using static ClickstreamAnalysis.Tests.Logs.Kafka.FaultyCluster;

namespace ClickstreamAnalysis.Tests.Logs.Kafka;

/// <summary>What a producer makes of each kind of answer, and of none.</summary>
[TestFixture(true)]
[TestFixture(false)]
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class KafkaProducerFaultTests : IDisposable
{
    private const string Topic = "topic";
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(20);

    private readonly FaultyCluster _cluster = new();
    private readonly KafkaLog _log;

    public KafkaProducerFaultTests(bool direct)
    {
        _log = new KafkaLog(_cluster.BootstrapServers, new KafkaLogOptions { DirectProduce = direct });
        _cluster.CreateTopic(Topic);
    }

    public void Dispose() => _cluster.Dispose();

    [Test]
    public void CommitTransaction_NoAnswer_OutcomeIsUnknownAndTheProducerIsDone()
    {
        using var producer = InTransaction();
        producer.Flush(s_timeout);
        _cluster.Delay(TimeSpan.FromSeconds(8));
        var waited = Stopwatch.StartNew();

        Assert.That(
            () => producer.CommitTransaction(TimeSpan.FromSeconds(1)),
            Throws.TypeOf<RecordLogUnavailableException>().With.Message.Contains("outcome is unknown").And.Message.Contains(_cluster.BootstrapServers));

        Assert.That(waited.Elapsed, Is.LessThan(TimeSpan.FromSeconds(5)));
        Assert.That(() => producer.AbortTransaction(s_timeout), Throws.InvalidOperationException);
        Assert.That(() => producer.BeginTransaction(), Throws.InvalidOperationException);
    }

    [Test]
    public void SendOffsets_BrokerIsGone_IsGivenUpInTimeAndSoIsTheProducer()
    {
        var producer = InTransaction();
        producer.Flush(s_timeout);
        using var consumer = _log.CreateConsumer(new LogConsumerOptions { GroupId = "group" });
        _cluster.SetDown(true);
        var waited = Stopwatch.StartNew();

        Assert.That(
            () => producer.SendOffsets([new(new TopicPartition(Topic, 0), 1)], consumer.GroupMetadata, TimeSpan.FromSeconds(1)),
            Throws.TypeOf<RecordLogUnavailableException>().With.Message.Contains("outcome is unknown"));
        producer.Dispose();

        Assert.That(waited.Elapsed, Is.LessThan(TimeSpan.FromSeconds(12)));
        _cluster.SetDown(false);
    }

    [Test]
    public void Commit_BrokerIsGone_IsGivenUpInTimeAndTheConsumerEnds()
    {
        var log = new KafkaLog(_cluster.BootstrapServers, new KafkaLogOptions { RequestTimeout = TimeSpan.FromSeconds(1) });
        var consumer = log.CreateConsumer(new LogConsumerOptions { GroupId = "group" });
        consumer.Assign([new(new TopicPartition(Topic, 0), 0)]);

        // The first commit connects and finds the group's coordinator, which takes longer than the limit on a busy machine.
        Assert.That(() => consumer.Commit([new(new TopicPartition(Topic, 0), 0)]), Throws.Nothing.After((int)s_timeout.TotalMilliseconds, 10));
        _cluster.SetDown(true);
        var waited = Stopwatch.StartNew();

        consumer.BeginCommit([new(new TopicPartition(Topic, 0), 0)]);
        Assert.That(waited.Elapsed, Is.LessThan(TimeSpan.FromSeconds(1)), "it is not waited for");
        Assert.That(
            () => consumer.Commit([new(new TopicPartition(Topic, 0), 0)]),
            Throws.TypeOf<RecordLogUnavailableException>().With.Message.Contains("commit offsets of group").And.Message.Contains("within 1 s"));
        consumer.Dispose();

        Assert.That(waited.Elapsed, Is.LessThan(TimeSpan.FromSeconds(12)));
        _cluster.SetDown(false);
    }

    [Test]
    public void CommitTransaction_CoordinatorMovesMeanwhile_IsRetriedUntilDone()
    {
        using var producer = InTransaction();
        _cluster.Fail(Request.EndTransaction, ErrorCode.GroupLoadInProgress, ErrorCode.NotCoordinatorForGroup, ErrorCode.GroupCoordinatorNotAvailable);

        Assert.That(() => producer.CommitTransaction(s_timeout), Throws.Nothing);
    }

    [TestCase(ErrorCode.ProducerFenced)]
    [TestCase(ErrorCode.InvalidProducerEpoch)]
    public void CommitTransaction_Fenced_SaysSo(ErrorCode answer)
    {
        using var producer = InTransaction();
        _cluster.Fail(Request.EndTransaction, answer);

        Assert.That(() => producer.CommitTransaction(s_timeout), Throws.TypeOf<ProducerFencedException>());
        Assert.That(() => producer.BeginTransaction(), Throws.InvalidOperationException);
    }

    [TestCase(ErrorCode.IllegalGeneration)]
    [TestCase(ErrorCode.UnknownMemberId)]
    [TestCase(ErrorCode.FencedInstanceId)]
    public void SendOffsets_StaleMember_CanBeAbortedAndTheProducerGoesOn(ErrorCode answer)
    {
        using var consumer = _log.CreateConsumer(new LogConsumerOptions { GroupId = "group" });
        using var producer = InTransaction();
        _cluster.Fail(Request.CommitOffsets, answer);

        Assert.That(
            () => producer.SendOffsets([new(new TopicPartition(Topic, 0), 1)], consumer.GroupMetadata, s_timeout),
            Throws.TypeOf<TransactionAbortableException>().With.Message.Contains("group"));

        producer.AbortTransaction(s_timeout);
        producer.BeginTransaction();
        Produce(producer);
        producer.CommitTransaction(s_timeout);
    }

    [Test]
    public void CommitTransaction_RecordRefused_CanBeAborted()
    {
        using var producer = Transactional();
        producer.BeginTransaction();
        _cluster.Fail(Request.Produce, ErrorCode.PolicyViolation);
        Produce(producer);

        Assert.That(() => producer.CommitTransaction(s_timeout), Throws.TypeOf<TransactionAbortableException>().With.Message.Contains($"{Topic}-0"));

        Assert.That(() => producer.AbortTransaction(s_timeout), Throws.Nothing);
    }

    [Test]
    public void Flush_RecordTooLargeForTheBroker_SaysSoOnce()
    {
        using var producer = _log.CreateProducer(new LogProducerOptions());
        _cluster.Fail(Request.Produce, ErrorCode.MsgSizeTooLarge);
        Produce(producer);

        Assert.That(() => producer.Flush(s_timeout), Throws.TypeOf<RecordTooLargeException>().With.Message.Contains($"{Topic}-0"));

        Produce(producer);
        producer.Flush(s_timeout);
        Assert.That(producer.LastOffset(new TopicPartition(Topic, 0)), Is.Zero);
    }

    [Test]
    public void Flush_BrokerIsSlow_SaysHowManyAreLeft()
    {
        using var producer = _log.CreateProducer(new LogProducerOptions());
        Produce(producer);
        producer.Flush(s_timeout);
        _cluster.Delay(TimeSpan.FromSeconds(8));
        Produce(producer);

        Assert.That(() => producer.Flush(TimeSpan.FromMilliseconds(300)), Throws.TypeOf<RecordLogUnavailableException>().With.Message.Contains("1 records"));
    }

    private static void Produce(ILogProducer producer) => producer.Produce(new RawRecord(Topic, 0, -1, 1_700_000_000_000, "k"u8, true, "v"u8, true));

    private ILogProducer InTransaction()
    {
        var producer = Transactional();
        producer.BeginTransaction();
        Produce(producer);
        return producer;
    }

    private ILogProducer Transactional()
    {
        var producer = _log.CreateProducer(new LogProducerOptions { TransactionalId = "id" });
        producer.InitTransactions(s_timeout);
        return producer;
    }
}
