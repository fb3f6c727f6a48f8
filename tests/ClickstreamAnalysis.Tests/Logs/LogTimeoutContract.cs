using System.Text;
using ClickstreamAnalysis.Logs;
using Microsoft.Extensions.Time.Testing;

namespace ClickstreamAnalysis.Tests.Logs;

/// <summary>What logs of this process do when their clock says that a client was silent for too long.</summary>
[TestFixture]
public abstract class LogTimeoutContract
{
    private static readonly TopicPartition s_first = new("input", 0);
    private static readonly TopicPartition s_second = new("input", 1);

    private readonly FakeTimeProvider _time = new();
    private IRecordLog _log = null!;

    [SetUp]
    public async Task OpenLogAsync()
    {
        _log = await OpenAsync(_time);
        await _log.Admin.CreateTopicAsync(new TopicSpecification("input", 2));
    }

    [TearDown]
    public async Task CloseLogAsync() => await _log.DisposeAsync();

    protected abstract Task<IRecordLog> OpenAsync(TimeProvider time);

    [Test]
    public void Member_that_does_not_poll_loses_its_partitions_and_cannot_commit()
    {
        var (silent, silentHolds) = NewMember();
        Poll(silent);
        var (other, otherHolds) = NewMember();
        _time.Advance(TimeSpan.FromSeconds(9));
        Poll(other);
        Assert.That(otherHolds.Held, Is.Empty, "the silent one is still waited for");

        _time.Advance(TimeSpan.FromSeconds(2));
        Poll(other);

        Assert.That(otherHolds.Held, Is.EquivalentTo(new[] { s_first, s_second }));
        Assert.That(() => silent.Commit([new TopicPartitionOffset(s_first, 1)]), Throws.InstanceOf<ProducerFencedException>());
        Assert.That(silentHolds.LostCalls, Is.Zero, "nobody told it yet");

        Poll(silent);
        Assert.That(silentHolds.LostCalls, Is.EqualTo(1));
        Assert.That(silentHolds.RevokedCalls, Is.Zero);
        Poll(other);
        Poll(silent);
        Assert.That(silentHolds.Held, Has.Count.EqualTo(1), "it came back as a new member");
        Assert.That(otherHolds.Held, Has.Count.EqualTo(1));
        Assert.That(() => silent.Commit([new TopicPartitionOffset(silentHolds.Held.Single(), 1)]), Throws.Nothing);
        silent.Dispose();
        other.Dispose();
    }

    [Test]
    public void Transaction_of_a_member_that_lost_its_partitions_does_not_move_their_offsets_back()
    {
        var (silent, _) = NewMember();
        Poll(silent);
        using var zombie = NewProducer("zombie");
        zombie.BeginTransaction();
        Write(zombie, "zombie");
        var metadata = silent.GroupMetadata;
        var (other, otherHolds) = NewMember();
        _time.Advance(TimeSpan.FromSeconds(11));
        Poll(other);
        Assert.That(otherHolds.Held, Has.Count.EqualTo(2));

        Assert.That(
            () => zombie.SendOffsets([new TopicPartitionOffset(s_first, 1)], metadata, TimeSpan.FromSeconds(1)),
            Throws.InstanceOf<TransactionAbortableException>());

        zombie.AbortTransaction(TimeSpan.FromSeconds(1));
        Assert.That(other.Committed([s_first], TimeSpan.FromSeconds(1)), Is.Empty);
        silent.Dispose();
        other.Dispose();
    }

    [Test]
    public void Transaction_left_open_is_aborted_after_its_timeout_and_its_producer_fenced()
    {
        var producer = NewProducer("slow");
        producer.BeginTransaction();
        Write(producer, "open");
        producer.Flush(TimeSpan.FromSeconds(1));
        using (var other = _log.CreateProducer(new LogProducerOptions()))
        {
            Write(other, "behind");
            other.Flush(TimeSpan.FromSeconds(1));
        }

        using var consumer = _log.CreateConsumer(new LogConsumerOptions());
        consumer.Assign([new TopicPartitionOffset(s_first, 0)]);
        Assert.That(Poll(consumer).Values, Is.Empty);

        _time.Advance(TimeSpan.FromSeconds(61));

        Assert.That(Poll(consumer).Values, Is.EqualTo(new[] { "behind" }));
        Assert.That(() => producer.CommitTransaction(TimeSpan.FromSeconds(1)), Throws.InstanceOf<ProducerFencedException>());
        producer.Dispose();
    }

    private static RecordCollector Poll(ILogConsumer consumer)
    {
        var records = new RecordCollector();
        consumer.Poll(TimeSpan.Zero, records);
        return records;
    }

    private static void Write(ILogProducer producer, string value) =>
        producer.Produce(new RawRecord("input", 0, -1, 1, [], false, Encoding.UTF8.GetBytes(value), true));

    private (ILogConsumer Consumer, AssignmentRecorder Assignment) NewMember()
    {
        var assignment = new AssignmentRecorder();
        var consumer = _log.CreateConsumer(new LogConsumerOptions { GroupId = "group" });
        consumer.Subscribe(["input"], assignment);
        return (consumer, assignment);
    }

    private ILogProducer NewProducer(string id)
    {
        var producer = _log.CreateProducer(new LogProducerOptions { TransactionalId = id });
        producer.InitTransactions(TimeSpan.FromSeconds(1));
        return producer;
    }
}
