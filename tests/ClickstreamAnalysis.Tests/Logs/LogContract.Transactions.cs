using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Tests.Logs;

public abstract partial class LogContract
{
    [Test]
    public async Task Committed_records_are_visible_in_all_their_partitions()
    {
        var topic = await CreateTopicAsync(2);
        var (first, second) = (new TopicPartition(topic, 0), new TopicPartition(topic, 1));
        var producer = NewProducer(NewName("tx"));

        InTransaction(producer, () =>
        {
            Write(producer, first, "a", "b");
            Write(producer, second, "c");
        });
        InTransaction(producer, () => Write(producer, first, "d"));

        Assert.That(ReadThrough(NewReader(first), "d").Values, Is.EqualTo(new[] { "a", "b", "d" }));
        Assert.That(ReadThrough(NewReader(second), "c").Values, Is.EqualTo(new[] { "c" }));
    }

    [Test]
    public async Task Aborted_records_are_never_seen_by_read_committed()
    {
        var partition = await CreatePartitionAsync();
        var producer = NewProducer(NewName("tx"));
        InTransaction(producer, () => Write(producer, partition, "a"));

        producer.BeginTransaction();
        Write(producer, partition, "aborted 1", "aborted 2");
        producer.Flush(Patience);
        producer.AbortTransaction(Patience);
        InTransaction(producer, () => Write(producer, partition, "b"));

        Assert.That(ReadThrough(NewReader(partition), "b").Values, Is.EqualTo(new[] { "a", "b" }));
    }

    [Test]
    public async Task Aborted_and_open_records_are_seen_by_read_uncommitted()
    {
        Assume.That(HoldsUncommittedRecords, "this log takes records of a transaction in when it commits");
        var partition = await CreatePartitionAsync();
        var producer = NewProducer(NewName("tx"));
        producer.BeginTransaction();
        Write(producer, partition, "aborted");
        producer.Flush(Patience);
        producer.AbortTransaction(Patience);
        producer.BeginTransaction();
        Write(producer, partition, "open");
        producer.Flush(Patience);

        var reader = NewReader(partition, 0, static o => o with { Isolation = IsolationLevel.ReadUncommitted });

        Assert.That(ReadThrough(reader, "open").Values, Is.EqualTo(new[] { "aborted", "open" }));
        producer.AbortTransaction(Patience);
    }

    [Test]
    public async Task Open_transaction_stops_read_committed_until_it_ends()
    {
        var partition = await CreatePartitionAsync();
        WriteAndFlush(partition, "before");
        var producer = NewProducer(NewName("tx"));
        producer.BeginTransaction();
        Write(producer, partition, "inside");
        producer.Flush(Patience);
        WriteAndFlush(partition, "after");
        var reader = NewReader(partition);

        Assert.That(ReadThrough(reader, "before").Values, Is.EqualTo(new[] { "before" }));
        Assert.That(ReadToEnd(reader, partition).Count, Is.Zero);
        Assert.That(reader.Poll(TimeSpan.FromMilliseconds(200), new RecordCollector()), Is.Zero);

        producer.CommitTransaction(Patience);

        Assert.That(ReadThrough(reader, "after").Values, Is.EqualTo(new[] { "inside", "after" }));
    }

    [Test]
    public async Task Open_transaction_that_is_aborted_lets_later_records_through()
    {
        var partition = await CreatePartitionAsync();
        var producer = NewProducer(NewName("tx"));
        producer.BeginTransaction();
        Write(producer, partition, "inside");
        producer.Flush(Patience);
        WriteAndFlush(partition, "after");
        producer.AbortTransaction(Patience);

        Assert.That(ReadThrough(NewReader(partition), "after").Values, Is.EqualTo(new[] { "after" }));
    }

    [Test]
    public async Task QueryOffsets_after_a_commit_covers_what_was_committed()
    {
        var partition = await CreatePartitionAsync();
        WriteAndFlush(partition, "before");
        var producer = NewProducer(NewName("tx"));
        producer.BeginTransaction();
        Write(producer, partition, "inside");
        producer.Flush(Patience);
        var reader = NewReader(partition);
        Assert.That(reader.QueryOffsets(partition, Patience).End, Is.GreaterThanOrEqualTo(HoldsUncommittedRecords ? 2 : 1));

        // A commit is decided when the call returns, but a log of many machines may show it a moment later: who restores state
        // up to this end must not stop before it.
        producer.CommitTransaction(Patience);
        var end = reader.QueryOffsets(partition, Patience).End;
        var records = new RecordCollector();
        PollUntil(() => reader.Position(partition) >= end, records, reader);

        Assert.That(records.Values, Is.EqualTo(new[] { "before", "inside" }));
    }

    [Test]
    public async Task QueryOffsets_covers_records_behind_an_open_transaction()
    {
        var partition = await CreatePartitionAsync();
        var producer = NewProducer(NewName("tx"));
        producer.BeginTransaction();
        Write(producer, partition, "inside");
        producer.Flush(Patience);
        WriteAndFlush(partition, "behind");
        var reader = NewReader(partition);
        var end = reader.QueryOffsets(partition, Patience).End;

        producer.AbortTransaction(Patience);
        var records = new RecordCollector();
        PollUntil(() => reader.Position(partition) >= end, records, reader);

        Assert.That(records.Values, Is.EqualTo(new[] { "behind" }));
    }

    [Test]
    public async Task IsAtEnd_is_true_behind_the_last_record_of_a_transaction()
    {
        var partition = await CreatePartitionAsync();
        var producer = NewProducer(NewName("tx"));
        InTransaction(producer, () => Write(producer, partition, "a"));
        producer.BeginTransaction();
        Write(producer, partition, "aborted");
        producer.Flush(Patience);
        producer.AbortTransaction(Patience);
        var consumer = NewReader(partition);

        Assert.That(ReadToEnd(consumer, partition).Values, Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public async Task LastOffset_after_a_commit_is_the_offset_of_the_last_record()
    {
        var partition = await CreatePartitionAsync();
        var producer = NewProducer(NewName("tx"));
        InTransaction(producer, () => Write(producer, partition, "a"));
        InTransaction(producer, () => Write(producer, partition, "b", "c"));

        Assert.That(producer.LastOffset(partition), Is.EqualTo(Read(NewReader(partition), 3).Offsets.Last()));
    }

    [Test]
    public async Task LastOffset_after_a_flush_inside_a_transaction_is_already_right()
    {
        var partition = await CreatePartitionAsync();
        var producer = NewProducer(NewName("tx"));
        producer.BeginTransaction();
        Write(producer, partition, "a", "b");
        producer.Flush(Patience);
        var first = producer.LastOffset(partition);
        WriteAndFlush(partition, "other");
        Write(producer, partition, "c");
        producer.CommitTransaction(Patience);

        var records = Read(NewReader(partition), 4).Records;

        Assert.That(first, Is.EqualTo(records.Single(static r => r.Value!.SequenceEqual(Bytes("b"))).Offset));
        Assert.That(producer.LastOffset(partition), Is.EqualTo(records.Single(static r => r.Value!.SequenceEqual(Bytes("c"))).Offset));
    }

    [Test]
    public async Task SendOffsets_commits_offsets_with_the_records()
    {
        var (input, output) = (await CreatePartitionAsync(), await CreatePartitionAsync());
        var (consumer, assignment) = NewMember(NewName("group"), [input.Topic]);
        PollUntil(() => assignment.Held.Count == 1, new RecordCollector(), consumer);
        var producer = NewProducer(NewName("tx"));

        producer.BeginTransaction();
        Write(producer, output, "a");
        producer.SendOffsets([new TopicPartitionOffset(input, 3)], consumer.GroupMetadata, Patience);
        producer.CommitTransaction(Patience);

        Assert.That(consumer.Committed([input], Patience), Is.EquivalentTo(new Dictionary<TopicPartition, long> { [input] = 3 }));
        Assert.That(ReadThrough(NewReader(output), "a").Values, Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public async Task Transaction_of_offsets_alone_commits_them()
    {
        var input = await CreatePartitionAsync();
        var (consumer, assignment) = NewMember(NewName("group"), [input.Topic]);
        PollUntil(() => assignment.Held.Count == 1, new RecordCollector(), consumer);
        var producer = NewProducer(NewName("tx"));

        InTransaction(producer, () => producer.SendOffsets([new TopicPartitionOffset(input, 3)], consumer.GroupMetadata, Patience));

        Assert.That(consumer.Committed([input], Patience), Is.EquivalentTo(new Dictionary<TopicPartition, long> { [input] = 3 }));
    }

    [Test]
    public async Task Abort_takes_offsets_back()
    {
        var (input, output) = (await CreatePartitionAsync(), await CreatePartitionAsync());
        var (consumer, assignment) = NewMember(NewName("group"), [input.Topic]);
        PollUntil(() => assignment.Held.Count == 1, new RecordCollector(), consumer);
        var producer = NewProducer(NewName("tx"));
        InTransaction(producer, () => producer.SendOffsets([new TopicPartitionOffset(input, 3)], consumer.GroupMetadata, Patience));

        producer.BeginTransaction();
        Write(producer, output, "a");
        producer.SendOffsets([new TopicPartitionOffset(input, 9)], consumer.GroupMetadata, Patience);
        producer.AbortTransaction(Patience);

        Assert.That(consumer.Committed([input], Patience), Is.EquivalentTo(new Dictionary<TopicPartition, long> { [input] = 3 }));
    }

    [Test]
    public void Transaction_without_anything_in_it_can_be_committed_and_aborted()
    {
        var producer = NewProducer(NewName("tx"));

        producer.BeginTransaction();
        producer.CommitTransaction(Patience);
        producer.BeginTransaction();
        producer.AbortTransaction(Patience);
        producer.BeginTransaction();
        producer.CommitTransaction(Patience);
    }

    [Test]
    public async Task Second_producer_of_an_id_fences_the_first()
    {
        var partition = await CreatePartitionAsync();
        var id = NewName("tx");
        var first = NewProducer(id);
        first.BeginTransaction();
        Write(first, partition, "first");
        first.Flush(Patience);

        var second = NewProducer(id);

        Assert.That(() => first.CommitTransaction(Patience), Throws.InstanceOf<ProducerFencedException>());
        InTransaction(second, () => Write(second, partition, "second"));
        Assert.That(ReadThrough(NewReader(partition), "second").Values, Is.EqualTo(new[] { "second" }));
    }

    [Test]
    public async Task Fenced_producer_cannot_start_again()
    {
        var partition = await CreatePartitionAsync();
        var id = NewName("tx");
        var first = NewProducer(id);
        InTransaction(first, () => Write(first, partition, "first"));
        var second = NewProducer(id);

        Assert.That(
            () => InTransaction(first, () => Write(first, partition, "zombie")),
            Throws.InstanceOf<ProducerFencedException>());

        InTransaction(second, () => Write(second, partition, "second"));
        Assert.That(ReadThrough(NewReader(partition), "second").Values, Is.EqualTo(new[] { "first", "second" }));
    }

    [Test]
    public async Task Producer_that_vanishes_leaves_nothing_visible()
    {
        var (input, output) = (await CreatePartitionAsync(), await CreatePartitionAsync());
        var (consumer, assignment) = NewMember(NewName("group"), [input.Topic]);
        PollUntil(() => assignment.Held.Count == 1, new RecordCollector(), consumer);
        var id = NewName("tx");
        var vanishing = _log.CreateProducer(new LogProducerOptions { TransactionalId = id });
        vanishing.InitTransactions(Patience);
        vanishing.BeginTransaction();
        Write(vanishing, output, "lost");
        vanishing.Flush(Patience);
        vanishing.SendOffsets([new TopicPartitionOffset(input, 9)], consumer.GroupMetadata, Patience);

        vanishing.Dispose();
        var next = NewProducer(id);
        InTransaction(next, () => Write(next, output, "next"));

        Assert.That(ReadThrough(NewReader(output), "next").Values, Is.EqualTo(new[] { "next" }));
        Assert.That(consumer.Committed([input], Patience), Is.Empty);
    }

    [Test]
    public async Task Offsets_of_a_partition_that_moved_on_are_refused()
    {
        var topic = await CreateTopicAsync(2);
        var output = await CreatePartitionAsync();
        var group = NewName("group");
        var (first, firstHolds) = NewMember(group, [topic]);
        PollUntil(() => firstHolds.Held.Count == 2, new RecordCollector(), first);
        var stale = first.GroupMetadata;
        var (second, secondHolds) = NewMember(group, [topic]);
        PollUntil(() => firstHolds.Held.Count == 1 && secondHolds.Held.Count == 1, new RecordCollector(), first, second);
        var moved = secondHolds.Held.Single();
        var producer = NewProducer(NewName("tx"));

        producer.BeginTransaction();
        Write(producer, output, "zombie");
        Assert.That(
            () =>
            {
                producer.SendOffsets([new TopicPartitionOffset(moved, 9)], stale, Patience);
                producer.CommitTransaction(Patience);
            },
            Throws.InstanceOf<ProducerFencedException>().Or.InstanceOf<TransactionAbortableException>());

        producer.Dispose();
        Assert.That(second.Committed([moved], Patience), Is.Empty);
        WriteAndFlush(output, "after");
        Assert.That(NewReader(output).QueryOffsets(output, Patience).Start, Is.Zero);
    }

    [Test]
    public async Task Abortable_failure_leaves_the_producer_usable_after_the_abort()
    {
        var topic = await CreateTopicAsync(2);
        var output = await CreatePartitionAsync();
        var group = NewName("group");
        var (first, firstHolds) = NewMember(group, [topic]);
        PollUntil(() => firstHolds.Held.Count == 2, new RecordCollector(), first);
        var stale = first.GroupMetadata;
        var (second, secondHolds) = NewMember(group, [topic]);
        PollUntil(() => firstHolds.Held.Count == 1 && secondHolds.Held.Count == 1, new RecordCollector(), first, second);
        var producer = NewProducer(NewName("tx"));
        producer.BeginTransaction();
        Write(producer, output, "refused");
        try
        {
            producer.SendOffsets([new TopicPartitionOffset(secondHolds.Held.Single(), 9)], stale, Patience);
            Assert.Fail("stale offsets were taken");
        }
        catch (TransactionAbortableException)
        {
            producer.AbortTransaction(Patience);
        }
        catch (ProducerFencedException)
        {
            Assert.Ignore("this log answers with fencing, which ends the producer");
        }

        InTransaction(producer, () => Write(producer, output, "taken"));

        Assert.That(ReadThrough(NewReader(output), "taken").Values, Is.EqualTo(new[] { "taken" }));
    }

    [Test]
    public async Task Consume_transform_produce_loop_with_restarts_gives_each_result_once()
    {
        var (input, output) = (await CreatePartitionAsync(), await CreatePartitionAsync());
        var (group, id) = (NewName("group"), NewName("tx"));
        WriteAndFlush(input, Enumerable.Range(0, 60).Select(static i => $"{i}"));

        // Every third round ends without a commit: the producer is given up, and a new one starts where the offsets are.
        var done = false;
        for (var round = 0; !done; round++)
        {
            using var consumer = _log.CreateConsumer(new LogConsumerOptions { GroupId = group, MaxPollRecords = 10 });
            using var producer = _log.CreateProducer(new LogProducerOptions { TransactionalId = id });
            producer.InitTransactions(Patience);
            consumer.Subscribe([input.Topic], new AssignmentRecorder());
            var records = Read(consumer, 1);
            producer.BeginTransaction();
            Write(producer, output, records.Values!);
            producer.SendOffsets([new TopicPartitionOffset(input, consumer.Position(input)!.Value)], consumer.GroupMetadata, Patience);
            if (round % 3 != 2)
            {
                producer.CommitTransaction(Patience);
                done = records.Values.Last() == "59";
            }
        }

        WriteAndFlush(output, "end");
        Assert.That(
            ReadThrough(NewReader(output), "end").Values,
            Is.EqualTo(Enumerable.Range(0, 60).Select(static i => $"{i}").Append("end")));
    }
}
