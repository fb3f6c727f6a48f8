using System.Text;
using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Testing;

namespace ClickstreamAnalysis.Tests.Logs;

/// <summary>What each fault of the simulated log does.</summary>
[TestFixture]
public sealed class SimulatedLogFaultTests
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(1);
    private static readonly TopicPartition s_partition = new("topic", 0);

    [Test]
    public void Fault_that_is_not_chosen_never_happens()
    {
        var log = NewLog(SimulatedFault.CommitFailed);

        Write(log, "a", "b");
        Assert.That(Read(log).Values, Is.EqualTo(new[] { "a", "b" }));
        Assert.That(Enum.GetValues<SimulatedFault>().Select(log.CountOf), Is.All.Zero);
    }

    [Test]
    public void FaultsEnabled_False_StopsThem()
    {
        var log = NewLog(SimulatedFault.PollFailed);
        log.FaultsEnabled = false;

        Assert.That(() => Read(log), Throws.Nothing);
        log.FaultsEnabled = true;
        Assert.That(() => Read(log), Throws.InstanceOf<RecordLogUnavailableException>());
        Assert.That(log.CountOf(SimulatedFault.PollFailed), Is.EqualTo(1));
    }

    [Test]
    public void CommitFailed_leaves_the_transaction_open_until_the_next_producer_fences_it()
    {
        var log = NewLog(SimulatedFault.CommitFailed);
        var producer = Begin(log);
        Assert.That(() => producer.CommitTransaction(s_timeout), Throws.InstanceOf<RecordLogUnavailableException>());
        Assert.That(Read(log, IsolationLevel.ReadUncommitted).Count, Is.EqualTo(1));
        Assert.That(Read(log).Count, Is.Zero);

        NewProducer(log);
        Write(log, "after");
        Assert.That(Read(log).Values, Is.EqualTo(new[] { "after" }));
    }

    [Test]
    public void CommitAnswerLost_has_committed()
    {
        var log = NewLog(SimulatedFault.CommitAnswerLost);
        var producer = Begin(log);

        Assert.That(() => producer.CommitTransaction(s_timeout), Throws.InstanceOf<RecordLogUnavailableException>());
        Assert.That(Read(log).Values, Is.EqualTo(new[] { "in transaction" }));
    }

    [Test]
    public void CommitDelayed_is_settled_one_way_or_the_other_by_the_next_producer()
    {
        var outcomes = new HashSet<int>();
        for (var seed = 0; seed < 20; seed++)
        {
            var log = NewLog(SimulatedFault.CommitDelayed, seed);
            var producer = Begin(log);
            Assert.That(() => producer.CommitTransaction(s_timeout), Throws.InstanceOf<RecordLogUnavailableException>());
            NewProducer(log);
            var visible = Read(log).Count;
            outcomes.Add(visible);
            Assert.That(Read(log).Count, Is.EqualTo(visible), "it does not change any more");
        }

        Assert.That(outcomes, Is.EquivalentTo(new[] { 0, 1 }));
    }

    [Test]
    public void CommitAbortable_lets_the_producer_go_on_after_the_abort()
    {
        var log = NewLog(SimulatedFault.CommitAbortable);
        var producer = Begin(log);

        Assert.That(() => producer.CommitTransaction(s_timeout), Throws.InstanceOf<TransactionAbortableException>());
        producer.AbortTransaction(s_timeout);
        log.FaultsEnabled = false;
        producer.BeginTransaction();
        Write(producer, "second");
        producer.CommitTransaction(s_timeout);

        Assert.That(Read(log).Values, Is.EqualTo(new[] { "second" }));
    }

    [Test]
    public void ProducerFenced_ends_the_producer_and_its_transaction()
    {
        var log = NewLog(SimulatedFault.ProducerFenced);
        var producer = Begin(log);

        Assert.That(() => producer.CommitTransaction(s_timeout), Throws.InstanceOf<ProducerFencedException>());
        Assert.That(() => producer.BeginTransaction(), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(Read(log).Count, Is.Zero);
        Assert.That(Read(log, IsolationLevel.ReadUncommitted).Count, Is.EqualTo(1));
    }

    [Test]
    public void Failed_transactional_producer_refuses_further_use()
    {
        foreach (var fault in new[]
            { SimulatedFault.ProduceFailed, SimulatedFault.CommitFailed, SimulatedFault.CommitAnswerLost, SimulatedFault.AbortFailed })
        {
            var log = NewLog(fault);
            log.FaultsEnabled = false;
            var producer = Begin(log);
            log.FaultsEnabled = true;
            Assert.That(
                () =>
                {
                    Write(producer, "more");
                    if (fault == SimulatedFault.AbortFailed)
                    {
                        producer.AbortTransaction(s_timeout);
                    }

                    producer.CommitTransaction(s_timeout);
                },
                Throws.InstanceOf<RecordLogUnavailableException>());
            Assert.That(() => producer.AbortTransaction(s_timeout), Throws.InstanceOf<ObjectDisposedException>(), fault.ToString());
        }
    }

    [Test]
    public void DeliveryDelayed_keeps_records_until_the_flush_and_loses_them_without_one()
    {
        var log = NewLog(SimulatedFault.DeliveryDelayed);
        using (var lost = log.CreateProducer(new LogProducerOptions()))
        {
            Write(lost, "lost");
        }

        using var producer = log.CreateProducer(new LogProducerOptions());
        Write(producer, "a");
        Write(producer, "b");
        Assert.That(producer.LastOffset(s_partition), Is.EqualTo(-1));
        Assert.That(Read(log).Count, Is.Zero);

        producer.Flush(s_timeout);
        Assert.That(Read(log).Values, Is.EqualTo(new[] { "a", "b" }));
        Assert.That(producer.LastOffset(s_partition), Is.EqualTo(1));
    }

    [Test]
    public void FlushFailed_writes_a_part_in_order()
    {
        var log = NewLog(SimulatedFault.FlushFailed, 3, SimulatedFault.DeliveryDelayed);
        using var producer = log.CreateProducer(new LogProducerOptions());
        var values = Enumerable.Range(0, 10).Select(static i => $"{i}").ToArray();
        Array.ForEach(values, v => Write(producer, v));

        Assert.That(() => producer.Flush(s_timeout), Throws.InstanceOf<RecordLogUnavailableException>());

        var written = Read(log).Values.ToArray();
        Assert.That(written, Is.EqualTo(values.Take(written.Length)).And.Length.LessThan(10));
    }

    [Test]
    public void OffsetCommitFailed_and_OffsetCommitAnswerLost_differ_in_what_is_committed()
    {
        foreach (var (fault, expected) in new[] { (SimulatedFault.OffsetCommitFailed, 0), (SimulatedFault.OffsetCommitAnswerLost, 1) })
        {
            var log = NewLog(fault);
            var consumer = log.CreateConsumer(new LogConsumerOptions { GroupId = "group" });
            consumer.Assign([new TopicPartitionOffset(s_partition, 0)]);

            Assert.That(() => consumer.Commit([new TopicPartitionOffset(s_partition, 5)]), Throws.InstanceOf<RecordLogUnavailableException>());
            Assert.That(consumer.Committed([s_partition], s_timeout), Has.Count.EqualTo(expected), fault.ToString());
        }
    }

    [Test]
    public void PartitionsLost_is_told_in_the_poll_and_the_member_joins_again()
    {
        var log = NewLog(SimulatedFault.PartitionsLost);
        log.FaultsEnabled = false;
        var assignment = new AssignmentRecorder();
        var consumer = log.CreateConsumer(new LogConsumerOptions { GroupId = "group" });
        consumer.Subscribe(["topic"], assignment);
        consumer.Poll(TimeSpan.Zero, new RecordCollector());
        var stale = consumer.GroupMetadata;
        log.FaultsEnabled = true;

        consumer.Poll(TimeSpan.Zero, new RecordCollector());

        Assert.That(assignment.LostCalls, Is.EqualTo(1));
        Assert.That(assignment.RevokedCalls, Is.Zero);
        Assert.That(assignment.Held, Has.Count.EqualTo(1));
        var producer = Begin(log);
        Assert.That(
            () => producer.SendOffsets([new TopicPartitionOffset(s_partition, 1)], stale, s_timeout),
            Throws.InstanceOf<TransactionAbortableException>());
    }

    [Test]
    public void Rebalance_has_members_give_back_everything_first()
    {
        var log = NewLog(SimulatedFault.Rebalance);
        var assignment = new AssignmentRecorder();
        var consumer = log.CreateConsumer(new LogConsumerOptions { GroupId = "group" });
        consumer.Subscribe(["topic"], assignment);
        consumer.Poll(TimeSpan.Zero, new RecordCollector());
        consumer.Poll(TimeSpan.Zero, new RecordCollector());

        Assert.That(assignment.RevokedCalls, Is.EqualTo(1));
        Assert.That(assignment.Held, Has.Count.EqualTo(1));
    }

    [Test]
    public void ShortPoll_and_EmptyPoll_hold_records_back_and_lose_none()
    {
        var log = NewLog(SimulatedFault.ShortPoll, 5);
        var values = Enumerable.Range(0, 50).Select(static i => $"{i}").ToArray();
        Write(log, values);
        using var consumer = log.CreateConsumer(new LogConsumerOptions { MaxPollRecords = 20 });
        consumer.Assign([new TopicPartitionOffset(s_partition, 0)]);
        var records = new RecordCollector();
        var sizes = new List<int>();
        while (records.Count < 50)
        {
            sizes.Add(consumer.Poll(TimeSpan.Zero, records));
        }

        Assert.That(records.Values, Is.EqualTo(values));
        Assert.That(sizes.Distinct().Count(), Is.GreaterThan(1));
        Assert.That(Read(NewLog(SimulatedFault.EmptyPoll)).Count, Is.Zero);
    }

    [Test]
    public void QueryFailed_InitFailed_and_AdminFailed_do_nothing()
    {
        Assert.That(
            () => NewLog(SimulatedFault.QueryFailed).CreateConsumer(new LogConsumerOptions()).QueryOffsets(s_partition, s_timeout),
            Throws.InstanceOf<RecordLogUnavailableException>());
        Assert.That(() => NewProducer(NewLog(SimulatedFault.InitFailed)), Throws.InstanceOf<RecordLogUnavailableException>());
        var log = NewLog(SimulatedFault.AdminFailed);
        Assert.That(() => log.Admin.DeleteTopicAsync("topic"), Throws.InstanceOf<RecordLogUnavailableException>());
        log.FaultsEnabled = false;
        Assert.That(log.Admin.DescribeTopicAsync("topic").Result, Is.Not.Null);
    }

    [Test]
    public void Crashed_connection_has_no_further_effect()
    {
        var log = NewLog(SimulatedFault.Crash);
        log.FaultsEnabled = false;
        var connection = log.Connect("first");
        var member = connection.CreateConsumer(new LogConsumerOptions { GroupId = "group" });
        var assignment = new AssignmentRecorder();
        member.Subscribe(["topic"], assignment);
        member.Poll(TimeSpan.Zero, new RecordCollector());
        var producer = connection.CreateProducer(new LogProducerOptions { TransactionalId = "tx" });
        producer.InitTransactions(s_timeout);
        producer.BeginTransaction();
        Write(producer, "lost");

        connection.Crash();

        Assert.That(() => producer.CommitTransaction(s_timeout), Throws.InstanceOf<SimulatedCrashException>());
        Assert.That(() => member.Poll(TimeSpan.Zero, new RecordCollector()), Throws.InstanceOf<SimulatedCrashException>());
        member.Dispose();
        producer.Dispose();
        Assert.That(assignment.Held, Has.Count.EqualTo(1), "a dead process tells nobody");
        Assert.That(Read(log).Count, Is.Zero);

        var other = log.CreateConsumer(new LogConsumerOptions { GroupId = "group" });
        other.Subscribe(["topic"], new AssignmentRecorder());
        other.Poll(TimeSpan.Zero, new RecordCollector());
        Assert.That(other.Assignment, Is.Empty, "the group still waits for the dead member");
        log.Expel("group");
        other.Poll(TimeSpan.Zero, new RecordCollector());
        Assert.That(other.Assignment, Has.Count.EqualTo(1));
    }

    [Test]
    public void CrashAfter_ends_exactly_that_call_before_or_after_it_took_effect()
    {
        var visible = new HashSet<int>();
        for (var seed = 0; seed < 20; seed++)
        {
            var log = NewLog(SimulatedFault.Crash, seed);
            log.FaultsEnabled = false;
            var connection = log.Connect("first");
            var producer = connection.CreateProducer(new LogProducerOptions { TransactionalId = "tx" });
            connection.CrashAfter(2);
            producer.InitTransactions(s_timeout);
            producer.BeginTransaction();
            Write(producer, "a");

            Assert.That(() => producer.CommitTransaction(s_timeout), Throws.InstanceOf<SimulatedCrashException>());
            Assert.That(connection.IsCrashed);
            visible.Add(Read(log).Count);
        }

        Assert.That(visible, Is.EquivalentTo(new[] { 0, 1 }));
    }

    [Test]
    public void Compact_keeps_the_newest_record_of_each_key_at_its_offset()
    {
        var log = NewLog(SimulatedFault.Crash);
        log.FaultsEnabled = false;
        using var producer = log.CreateProducer(new LogProducerOptions());
        foreach (var (key, value) in new[] { ("a", "1"), ("b", "2"), ("a", "3"), ("c", "4"), ("b", null) })
        {
            producer.Produce(new RawRecord(
                "topic", 0, -1, 1, Encoding.UTF8.GetBytes(key), true, Encoding.UTF8.GetBytes(value ?? string.Empty), value is not null));
        }

        log.Compact("topic");

        Assert.That(Read(log).Values, Is.EqualTo(new[] { "3", "4", null }));
        Assert.That(Read(log).Offsets, Is.EqualTo(new[] { 2, 3, 4 }));
    }

    private static SimulatedLog NewLog(SimulatedFault fault, int seed = 1, params SimulatedFault[] others)
    {
        var log = new SimulatedLog(new SimulatedLogOptions
        {
            Seed = seed,
            Faults = others.Append(fault).ToDictionary(static f => f, static _ => 1.0),
        });
        log.FaultsEnabled = false;
        log.Admin.CreateTopicAsync(new TopicSpecification("topic", 1)).GetAwaiter().GetResult();
        log.FaultsEnabled = true;
        return log;
    }

    private static ILogProducer NewProducer(SimulatedLog log)
    {
        var producer = log.CreateProducer(new LogProducerOptions { TransactionalId = "tx" });
        producer.InitTransactions(s_timeout);
        return producer;
    }

    private static ILogProducer Begin(SimulatedLog log)
    {
        var producer = NewProducer(log);
        producer.BeginTransaction();
        Write(producer, "in transaction");
        return producer;
    }

    private static void Write(ILogProducer producer, string value) =>
        producer.Produce(new RawRecord("topic", 0, -1, 1, [], false, Encoding.UTF8.GetBytes(value), true));

    private static void Write(SimulatedLog log, params string[] values)
    {
        using var producer = log.CreateProducer(new LogProducerOptions());
        Array.ForEach(values, v => Write(producer, v));
        producer.Flush(s_timeout);
    }

    private static RecordCollector Read(SimulatedLog log, IsolationLevel isolation = IsolationLevel.ReadCommitted)
    {
        using var consumer = log.CreateConsumer(new LogConsumerOptions { Isolation = isolation });
        consumer.Assign([new TopicPartitionOffset(s_partition, 0)]);
        var records = new RecordCollector();
        while (consumer.Poll(TimeSpan.Zero, records) > 0)
        {
        }

        return records;
    }
}
