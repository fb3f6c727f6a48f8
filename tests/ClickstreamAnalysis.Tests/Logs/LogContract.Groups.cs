using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Tests.Logs;

public abstract partial class LogContract
{
    [Test]
    public async Task Committed_NothingCommitted_IsEmpty()
    {
        var partition = await CreatePartitionAsync();

        Assert.That(NewConsumer(NewName("group")).Committed([partition], Patience), Is.Empty);
    }

    [Test]
    public async Task Commit_by_the_holder_can_be_read_back_by_any_consumer_of_the_group()
    {
        var topic = await CreateTopicAsync(2);
        var (first, second) = (new TopicPartition(topic, 0), new TopicPartition(topic, 1));
        var group = NewName("group");
        var (consumer, assignment) = NewMember(group, [topic]);
        PollUntil(() => assignment.Held.Count == 2, new RecordCollector(), consumer);

        consumer.Commit([new TopicPartitionOffset(first, 5)]);

        var expected = new Dictionary<TopicPartition, long> { [first] = 5 };
        Assert.That(consumer.Committed([first, second], Patience), Is.EquivalentTo(expected));
        Assert.That(NewConsumer(group).Committed([first, second], Patience), Is.EquivalentTo(expected));
        Assert.That(NewConsumer(NewName("group")).Committed([first, second], Patience), Is.Empty);
    }

    [Test]
    public async Task Commits_that_were_begun_take_effect_in_their_order()
    {
        var partition = await CreatePartitionAsync();
        var (consumer, assignment) = NewMember(NewName("group"), [partition.Topic]);
        PollUntil(() => assignment.Held.Count == 1, new RecordCollector(), consumer);

        consumer.BeginCommit([new TopicPartitionOffset(partition, 5)]);
        consumer.BeginCommit([new TopicPartitionOffset(partition, 6)]);
        consumer.Commit([]);

        Assert.That(consumer.Committed([partition], Patience)[partition], Is.EqualTo(6));
    }

    [Test]
    public async Task Restarted_member_goes_on_at_the_committed_offset()
    {
        var partition = await CreatePartitionAsync();
        var group = NewName("group");
        WriteAndFlush(partition, "a", "b", "c");
        var (first, _) = NewMember(group, [partition.Topic]);
        var second = Read(first, 3).Records[1];
        first.Commit([new TopicPartitionOffset(partition, second.Offset)]);
        first.Dispose();

        var (restarted, _) = NewMember(group, [partition.Topic]);

        Assert.That(ReadThrough(restarted, "c").Values, Is.EqualTo(new[] { "b", "c" }));
    }

    [Test]
    public async Task Member_without_committed_offset_and_reset_to_earliest_reads_everything()
    {
        var partition = await CreatePartitionAsync();
        WriteAndFlush(partition, "a");
        var (consumer, _) = NewMember(NewName("group"), [partition.Topic]);

        Assert.That(ReadThrough(consumer, "a").Values, Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public async Task Member_without_committed_offset_and_reset_to_latest_reads_what_comes_later()
    {
        var partition = await CreatePartitionAsync();
        WriteAndFlush(partition, "a");
        var (consumer, _) = NewMember(NewName("group"), [partition.Topic], static o => o with { OffsetReset = OffsetReset.Latest });
        PollUntil(() => consumer.Assignment.Count == 1 && consumer.IsAtEnd(partition), new RecordCollector(), consumer);

        WriteAndFlush(partition, "b");

        Assert.That(ReadThrough(consumer, "b").Values, Is.EqualTo(new[] { "b" }));
    }

    [Test]
    public async Task Member_without_committed_offset_and_reset_to_fail_ends_the_poll()
    {
        var partition = await CreatePartitionAsync();
        WriteAndFlush(partition, "a");
        var (consumer, _) = NewMember(NewName("group"), [partition.Topic], static o => o with { OffsetReset = OffsetReset.Fail });
        var records = new RecordCollector();

        Assert.That(() => PollUntil(() => records.Count > 0, records, consumer), Throws.InstanceOf<OffsetOutOfRangeException>());
    }

    [Test]
    public async Task Member_with_reset_to_fail_that_pauses_while_assigned_reads_from_where_it_seeks_later()
    {
        var partition = await CreatePartitionAsync();
        WriteAndFlush(partition, "a", "b");
        var consumer = NewConsumer(NewName("group"), static o => o with { OffsetReset = OffsetReset.Fail });
        consumer.Subscribe([partition.Topic], new AssignmentRecorder { WhenAssigned = consumer.Pause });
        var nothing = new RecordCollector();
        PollUntil(() => consumer.Assignment.Count == 1, nothing, consumer);
        for (var i = 0; i < 10; i++)
        {
            consumer.Poll(TimeSpan.FromMilliseconds(50), nothing);
        }

        Assert.That((nothing.Count, consumer.IsAtEnd(partition)), Is.EqualTo((0, false)), "nobody has said where it is to start");
        consumer.Seek(partition, 1);
        consumer.Resume([partition]);

        Assert.That(ReadThrough(consumer, "b").Values, Is.EqualTo(new[] { "b" }));
    }

    [Test]
    public async Task Member_with_reset_to_fail_that_pauses_while_assigned_goes_on_at_the_committed_offset_when_resumed()
    {
        var partition = await CreatePartitionAsync();
        var group = NewName("group");
        WriteAndFlush(partition, "a", "b");
        var (first, assignment) = NewMember(group, [partition.Topic]);
        PollUntil(() => assignment.Held.Count == 1, new RecordCollector(), first);
        first.Commit([new TopicPartitionOffset(partition, 1)]);
        first.Dispose();

        var consumer = NewConsumer(group, static o => o with { OffsetReset = OffsetReset.Fail });
        consumer.Subscribe([partition.Topic], new AssignmentRecorder { WhenAssigned = consumer.Pause });
        PollUntil(() => consumer.Assignment.Count == 1, new RecordCollector(), consumer);
        consumer.Resume([partition]);

        Assert.That(ReadThrough(consumer, "b").Values, Is.EqualTo(new[] { "b" }));
    }

    [Test]
    public async Task Seek_while_assigned_wins_over_the_committed_offset()
    {
        var partition = await CreatePartitionAsync();
        var group = NewName("group");
        WriteAndFlush(partition, "a", "b", "c");
        var offsets = Read(NewReader(partition), 3).Offsets.ToArray();
        var (first, assignment) = NewMember(group, [partition.Topic]);
        PollUntil(() => assignment.Held.Count == 1, new RecordCollector(), first);
        first.Commit([new TopicPartitionOffset(partition, offsets[2])]);
        first.Dispose();

        var seeking = NewConsumer(group);
        seeking.Subscribe([partition.Topic], new AssignmentRecorder { WhenAssigned = _ => seeking.Seek(partition, offsets[1]) });

        Assert.That(ReadThrough(seeking, "c").Values, Is.EqualTo(new[] { "b", "c" }));
    }

    [Test]
    public async Task Pause_while_assigned_holds_the_partition_back()
    {
        var topic = await CreateTopicAsync(2);
        var (paused, running) = (new TopicPartition(topic, 0), new TopicPartition(topic, 1));
        WriteAndFlush(paused, "p");
        var consumer = NewConsumer(NewName("group"));
        consumer.Subscribe([topic], new AssignmentRecorder { WhenAssigned = _ => consumer.Pause([paused]) });

        WriteAndFlush(running, "r");
        Assert.That(ReadThrough(consumer, "r").Values, Is.EqualTo(new[] { "r" }));

        consumer.Resume([paused]);
        Assert.That(ReadThrough(consumer, "p").Values, Is.EqualTo(new[] { "p" }));
    }

    [Test]
    public async Task Two_members_share_the_partitions_and_equal_topics_alike()
    {
        var topics = new[] { await CreateTopicAsync(4), await CreateTopicAsync(4) };
        var group = NewName("group");
        var (first, firstHolds) = NewMember(group, topics);
        PollUntil(() => firstHolds.Held.Count == 8, new RecordCollector(), first);

        var (second, secondHolds) = NewMember(group, topics);
        PollUntil(() => firstHolds.Held.Count == 4 && secondHolds.Held.Count == 4, new RecordCollector(), first, second);

        Assert.That(firstHolds.RevokedCalls, Is.Positive);
        Assert.That(firstHolds.Held.Concat(secondHolds.Held).Distinct().Count(), Is.EqualTo(8));
        Assert.That(first.Assignment, Is.EquivalentTo(firstHolds.Held));
        Assert.That(second.Assignment, Is.EquivalentTo(secondHolds.Held));
        foreach (var held in new[] { firstHolds.Held, secondHolds.Held })
        {
            Assert.That(
                held.Where(p => p.Topic == topics[0]).Select(static p => p.Partition),
                Is.EquivalentTo(held.Where(p => p.Topic == topics[1]).Select(static p => p.Partition)));
        }
    }

    [Test]
    public async Task Member_that_leaves_hands_its_partitions_on()
    {
        var topic = await CreateTopicAsync(2);
        var group = NewName("group");
        var (first, firstHolds) = NewMember(group, [topic]);
        var (second, secondHolds) = NewMember(group, [topic]);
        PollUntil(() => firstHolds.Held.Count == 1 && secondHolds.Held.Count == 1, new RecordCollector(), first, second);

        second.Dispose();

        Assert.That(secondHolds.Held, Is.Empty, "closing revokes");
        PollUntil(() => firstHolds.Held.Count == 2, new RecordCollector(), first);
    }

    [Test]
    public async Task Member_that_comes_back_under_its_name_gets_its_partitions_at_once_and_moves_no_others()
    {
        Assume.That(KeepsPlaces, "this log gives a place to nobody else before its session is over");
        var topic = await CreateTopicAsync(4);
        var group = NewName("group");
        var (crashed, crashedHolds) = NewNamedMember(group, topic, "one");
        var (other, otherHolds) = NewNamedMember(group, topic, "two");
        PollUntil(() => crashedHolds.Held.Count == 2 && otherHolds.Held.Count == 2, new RecordCollector(), crashed, other);
        var moved = otherHolds.RevokedCalls;

        var (again, back) = NewNamedMember(group, topic, "one");
        PollUntil(() => back.Held.Count == 2, new RecordCollector(), again);

        Assert.That(back.Held, Is.EquivalentTo(crashedHolds.Held));
        other.Poll(s_pollTime, new RecordCollector());
        Assert.That(otherHolds.RevokedCalls, Is.EqualTo(moved), "what others hold stays with them");
        Assert.That(otherHolds.Held, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Member_whose_name_another_took_is_refused_for_good_and_what_it_commits_too()
    {
        Assume.That(KeepsPlaces, "this log gives a place to nobody else before its session is over");
        var topic = await CreateTopicAsync(1);
        var group = NewName("group");
        var (replaced, held) = NewNamedMember(group, topic, "one");
        PollUntil(() => held.Held.Count == 1, new RecordCollector(), replaced);
        var producer = NewProducer(NewName("id"));
        var metadata = replaced.GroupMetadata;

        var (second, secondHolds) = NewNamedMember(group, topic, "one");
        PollUntil(() => secondHolds.Held.Count == 1, new RecordCollector(), second);

        producer.BeginTransaction();
        Assert.That(
            () =>
            {
                producer.SendOffsets([new TopicPartitionOffset(new TopicPartition(topic, 0), 7)], metadata, Patience);
                producer.CommitTransaction(Patience);
            },
            Throws.InstanceOf<RecordLogException>());
        Assert.That(() => PollUntil(() => false, new RecordCollector(), replaced), Throws.TypeOf<InstanceFencedException>().With.Message.Contains("instance id"));
        Assert.That(() => replaced.Poll(s_pollTime, new RecordCollector()), Throws.TypeOf<InstanceFencedException>(), "and again");
        replaced.Dispose();
        second.Poll(s_pollTime, new RecordCollector());
        Assert.That(second.Assignment, Is.EqualTo(new[] { new TopicPartition(topic, 0) }), "the new one keeps what it has");
        Assert.That(second.Committed([new TopicPartition(topic, 0)], Patience), Is.Empty);
    }

    [Test]
    public async Task Member_with_a_name_that_leaves_hands_its_partitions_on_before_its_session_is_over()
    {
        var topic = await CreateTopicAsync(2);
        var group = NewName("group");
        var (first, firstHolds) = NewNamedMember(group, topic, "one");
        var (second, secondHolds) = NewNamedMember(group, topic, "two");
        PollUntil(() => firstHolds.Held.Count == 1 && secondHolds.Held.Count == 1, new RecordCollector(), first, second);

        second.Dispose();

        Assert.That(secondHolds.Held, Is.Empty, "closing revokes");
        PollUntil(() => firstHolds.Held.Count == 2, new RecordCollector(), first);
    }

    [Test]
    public async Task Offsets_committed_while_partitions_are_revoked_are_where_the_next_holder_starts()
    {
        var topic = await CreateTopicAsync(2);
        var group = NewName("group");
        for (var p = 0; p < 2; p++)
        {
            WriteAndFlush(new TopicPartition(topic, p), $"{p}a", $"{p}b");
        }

        var first = NewConsumer(group, static o => o with { MaxPollRecords = 1 });
        var firstHolds = new AssignmentRecorder
        {
            WhenRevoked = partitions => first.Commit(
                [.. partitions.Where(p => first.Position(p) is not null).Select(p => new TopicPartitionOffset(p, first.Position(p)!.Value))]),
        };
        first.Subscribe([topic], firstHolds);
        var firstRead = Read(first, 3);

        var (second, secondHolds) = NewMember(group, [topic]);
        var records = new RecordCollector();
        PollUntil(() => firstHolds.Held.Count == 1 && secondHolds.Held.Count == 1 && firstRead.Count + records.Count >= 4, records, first, second);

        Assert.That(firstRead.Values.Concat(records.Values), Is.EquivalentTo(new[] { "0a", "0b", "1a", "1b" }));
    }

    [Test]
    public async Task Records_are_read_once_by_a_group_whose_members_come_and_go()
    {
        var topic = await CreateTopicAsync(4);
        var group = NewName("group");
        var records = new RecordCollector();
        var written = 0;
        var (first, firstHolds) = NewCommittingMember();
        WriteMore();
        PollUntil(() => records.Count >= written, records, first);

        var (second, secondHolds) = NewCommittingMember();
        PollUntil(() => firstHolds.Held.Count == 2 && secondHolds.Held.Count == 2, records, first, second);
        WriteMore();
        PollUntil(() => records.Count >= written, records, first, second);

        first.Dispose();
        WriteMore();
        PollUntil(() => secondHolds.Held.Count == 4 && records.Count >= written, records, second);

        Assert.That(records.Values.Select(static v => int.Parse(v!)), Is.EquivalentTo(Enumerable.Range(0, written)));

        void WriteMore()
        {
            using var producer = _log.CreateProducer(new LogProducerOptions());
            for (var i = 0; i < 40; i++)
            {
                Write(producer, new TopicPartition(topic, i % 4), $"{written++}");
            }

            producer.Flush(Patience);
        }

        (ILogConsumer Consumer, AssignmentRecorder Assignment) NewCommittingMember()
        {
            var consumer = NewConsumer(group);
            var assignment = new AssignmentRecorder
            {
                WhenRevoked = partitions => consumer.Commit(
                    [.. partitions.Where(p => consumer.Position(p) is not null).Select(p => new TopicPartitionOffset(p, consumer.Position(p)!.Value))]),
            };
            consumer.Subscribe([topic], assignment);
            return (consumer, assignment);
        }
    }

    [Test]
    public async Task Assigned_consumer_of_a_group_without_members_may_commit()
    {
        var partition = await CreatePartitionAsync();
        var consumer = NewConsumer(NewName("group"));
        consumer.Assign([new TopicPartitionOffset(partition, 0)]);

        consumer.Commit([new TopicPartitionOffset(partition, 7)]);

        Assert.That(consumer.Committed([partition], Patience)[partition], Is.EqualTo(7));
    }

    [Test]
    public async Task Consumer_without_group_cannot_subscribe_or_commit()
    {
        var partition = await CreatePartitionAsync();
        var consumer = NewConsumer();

        Assert.That(() => consumer.Subscribe([partition.Topic], new AssignmentRecorder()), Throws.InvalidOperationException);
        Assert.That(() => consumer.Commit([new TopicPartitionOffset(partition, 0)]), Throws.InvalidOperationException);
        Assert.That(() => consumer.GroupMetadata, Throws.InvalidOperationException);
    }

    [Test]
    public async Task Committed_offsets_of_a_deleted_topic_do_not_count_for_a_new_one()
    {
        var partition = await CreatePartitionAsync();
        var group = NewName("group");
        var consumer = NewConsumer(group);
        consumer.Assign([new TopicPartitionOffset(partition, 0)]);
        consumer.Commit([new TopicPartitionOffset(partition, 7)]);
        consumer.Assign([]);

        await _log.Admin.DeleteTopicAsync(partition.Topic);
        PollUntil(
            () => _log.Admin.CreateTopicAsync(new TopicSpecification(partition.Topic, 1)).GetAwaiter().GetResult(),
            new RecordCollector(), consumer);
        WriteAndFlush(partition, "new");

        Assert.That(ReadThrough(NewMember(group, [partition.Topic]).Consumer, "new").Values, Is.EqualTo(new[] { "new" }));
    }

    // Its session outlasts the test's patience: what happens in time does not happen because the session is over.
    private (ILogConsumer Consumer, AssignmentRecorder Assignment) NewNamedMember(string group, string topic, string name) =>
        NewMember(group, [topic], o => o with { InstanceId = name, SessionTimeout = 2 * Patience });
}
