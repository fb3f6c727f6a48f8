using System.Diagnostics;
using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Tests.Logs;

public abstract partial class LogContract
{
    [Test]
    public async Task Assign_FromOffset_StartsThere()
    {
        var partition = await CreatePartitionAsync();
        WriteAndFlush(partition, "a", "b", "c");
        var second = Read(NewReader(partition), 3).Records[1].Offset;

        Assert.That(Read(NewReader(partition, second), 2).Values, Is.EqualTo(new[] { "b", "c" }));
    }

    [Test]
    public async Task Assign_Again_ReplacesTheFirst()
    {
        var (first, second) = (await CreatePartitionAsync(), await CreatePartitionAsync());
        WriteAndFlush(first, "first");
        WriteAndFlush(second, "second");
        var consumer = NewReader(first);

        consumer.Assign([new TopicPartitionOffset(second, 0)]);

        Assert.That(consumer.Assignment, Is.EqualTo(new[] { second }));
        Assert.That(ReadThrough(consumer, "second").Values, Is.EqualTo(new[] { "second" }));
    }

    [Test]
    public async Task Assign_Nothing_StopsReading()
    {
        var partition = await CreatePartitionAsync();
        WriteAndFlush(partition, "a");
        var consumer = NewReader(partition);
        Read(consumer, 1);
        WriteAndFlush(partition, "b");

        consumer.Assign([]);

        Assert.That(consumer.Assignment, Is.Empty);
        Assert.That(consumer.Poll(TimeSpan.FromMilliseconds(200), new RecordCollector()), Is.Zero);
    }

    [Test]
    public async Task Poll_hands_over_no_more_than_its_limit()
    {
        var partition = await CreatePartitionAsync();
        WriteAndFlush(partition, Enumerable.Range(0, 25).Select(static i => $"{i}"));
        var consumer = NewReader(partition, 0, static o => o with { MaxPollRecords = 10 });
        var records = new RecordCollector();

        var before = 0;
        PollUntil(
            () =>
            {
                Assert.That(records.Count - before, Is.LessThanOrEqualTo(10));
                before = records.Count;
                return records.Count == 25;
            },
            records, consumer);

        Assert.That(records.Values, Is.EqualTo(Enumerable.Range(0, 25).Select(static i => $"{i}")));
    }

    [Test]
    public async Task Poll_returns_how_many_records_it_handed_over()
    {
        var partition = await CreatePartitionAsync();
        WriteAndFlush(partition, "a", "b", "c");
        var consumer = NewReader(partition);
        var records = new RecordCollector();
        var returned = 0;
        var started = Stopwatch.GetTimestamp();
        while (records.Count < 3 && Stopwatch.GetElapsedTime(started) < Patience)
        {
            returned += consumer.Poll(s_pollTime, records);
        }

        Assert.That(returned, Is.EqualTo(3));
    }

    [Test]
    public async Task Poll_EmptyPartition_ReturnsZeroAfterItsTimeout()
    {
        var partition = await CreatePartitionAsync();
        var consumer = NewReader(partition);
        ReadToEnd(consumer, partition);

        Assert.That(consumer.Poll(TimeSpan.Zero, new RecordCollector()), Is.Zero);
        Assert.That(consumer.Poll(TimeSpan.FromMilliseconds(100), new RecordCollector()), Is.Zero);
    }

    [Test]
    public async Task Poll_waiting_is_woken_by_a_record()
    {
        var partition = await CreatePartitionAsync();
        var consumer = NewReader(partition);
        ReadToEnd(consumer, partition);
        var records = new RecordCollector();

        var waiting = Task.Factory.StartNew(() => consumer.Poll(Patience, records), TaskCreationOptions.LongRunning);
        WriteAndFlush(partition, "a");
        var count = await waiting.WaitAsync(Patience);

        Assert.That(count, Is.EqualTo(1));
        Assert.That(records.Values, Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public async Task Seek_back_and_forth_moves_the_next_record()
    {
        var partition = await CreatePartitionAsync();
        WriteAndFlush(partition, "a", "b", "c", "d");
        var consumer = NewReader(partition);
        var offsets = Read(consumer, 4).Offsets.ToArray();

        consumer.Seek(partition, offsets[1]);
        Assert.That(ReadThrough(consumer, "d").Values, Is.EqualTo(new[] { "b", "c", "d" }));

        consumer.Seek(partition, offsets[3]);
        Assert.That(ReadThrough(consumer, "d").Values, Is.EqualTo(new[] { "d" }));
    }

    [Test]
    public async Task Seek_inside_the_handler_drops_what_the_poll_still_had()
    {
        var partition = await CreatePartitionAsync();
        WriteAndFlush(partition, "a", "b", "c");
        var consumer = NewReader(partition);
        var records = new RecordCollector();
        var again = true;
        records.OnCollected = r =>
        {
            if (again && records.Count == 2)
            {
                again = false;
                consumer.Seek(partition, records.Records[0].Offset);
            }
        };

        PollUntil(() => records.Count >= 5, records, consumer);

        Assert.That(records.Values, Is.EqualTo(new[] { "a", "b", "a", "b", "c" }));
    }

    [Test]
    public async Task Pause_holds_one_partition_back_until_Resume()
    {
        var topic = await CreateTopicAsync(2);
        var (paused, running) = (new TopicPartition(topic, 0), new TopicPartition(topic, 1));
        WriteAndFlush(paused, "p");
        WriteAndFlush(running, "r1");
        var consumer = NewConsumer();
        consumer.Assign([new TopicPartitionOffset(paused, 0), new TopicPartitionOffset(running, 0)]);

        consumer.Pause([paused, new TopicPartition(NewName("topic"), 0)]);
        var before = ReadThrough(consumer, "r1");
        WriteAndFlush(running, "r2");
        var between = ReadThrough(consumer, "r2");

        Assert.That(before.Values.Concat(between.Values), Is.EqualTo(new[] { "r1", "r2" }));
        Assert.That(consumer.Assignment, Is.EquivalentTo(new[] { paused, running }));

        consumer.Resume([paused]);
        Assert.That(ReadThrough(consumer, "p").Values, Is.EqualTo(new[] { "p" }));
    }

    [Test]
    public async Task Pause_inside_the_handler_holds_back_the_rest_without_losing_it()
    {
        var topic = await CreateTopicAsync(2);
        var (paused, running) = (new TopicPartition(topic, 0), new TopicPartition(topic, 1));
        WriteAndFlush(paused, "a", "b", "c");
        var consumer = NewConsumer();
        consumer.Assign([new TopicPartitionOffset(paused, 0), new TopicPartitionOffset(running, 0)]);
        var records = new RecordCollector { OnCollected = r => consumer.Pause([r.Partition]) };
        PollUntil(() => records.Count >= 1, records, consumer);
        WriteAndFlush(running, "r");
        PollUntil(() => records.Values.Contains("r"), records, consumer);
        Assert.That(records.Values, Is.EqualTo(new[] { "a", "r" }));

        records.OnCollected = null;
        consumer.Resume([paused, running]);
        PollUntil(() => records.Count >= 4, records, consumer);

        Assert.That(records.Values, Is.EqualTo(new[] { "a", "r", "b", "c" }));
    }

    [Test]
    public async Task Seek_while_paused_takes_effect_after_Resume()
    {
        var partition = await CreatePartitionAsync();
        WriteAndFlush(partition, "a", "b", "c");
        var consumer = NewReader(partition);
        var offsets = Read(consumer, 3).Offsets.ToArray();

        consumer.Pause([partition]);
        consumer.Seek(partition, offsets[2]);
        consumer.Poll(s_pollTime, new RecordCollector());
        consumer.Resume([partition]);

        Assert.That(ReadThrough(consumer, "c").Values, Is.EqualTo(new[] { "c" }));
    }

    [Test]
    public async Task Position_is_one_past_the_last_record_handed_over()
    {
        var partition = await CreatePartitionAsync();
        WriteAndFlush(partition, "a", "b", "c");
        var consumer = NewReader(partition, 0, static o => o with { MaxPollRecords = 1 });

        var first = Read(consumer, 1).Records[0];
        Assert.That(consumer.Position(partition), Is.EqualTo(first.Offset + 1));

        consumer.Seek(partition, 0);
        Assert.That(consumer.Position(partition), Is.Zero);

        var last = Read(consumer, 3).Records[2];
        Assert.That(consumer.Position(partition), Is.EqualTo(last.Offset + 1));
    }

    [Test]
    public async Task Position_inside_the_handler_counts_the_record_at_hand()
    {
        var partition = await CreatePartitionAsync();
        WriteAndFlush(partition, "a", "b");
        var consumer = NewReader(partition);
        var records = new RecordCollector
        {
            OnCollected = r => Assert.That(consumer.Position(partition), Is.EqualTo(r.Offset + 1)),
        };

        PollUntil(() => records.Count == 2, records, consumer);
    }

    [Test]
    public async Task IsAtEnd_turns_true_at_the_last_record_and_false_once_more_is_known()
    {
        var partition = await CreatePartitionAsync();
        WriteAndFlush(partition, "a", "b");
        var consumer = NewReader(partition, 0, static o => o with { MaxPollRecords = 1 });
        Read(consumer, 1);
        Assert.That(consumer.IsAtEnd(partition), Is.False, "one record is left");

        Assert.That(ReadToEnd(consumer, partition).Values, Is.EqualTo(new[] { "b" }));

        WriteAndFlush(partition, "c");
        Assert.That(ReadThrough(consumer, "c").Values, Is.EqualTo(new[] { "c" }));
        ReadToEnd(consumer, partition);
    }

    [Test]
    public async Task IsAtEnd_of_an_empty_partition_becomes_true()
    {
        var partition = await CreatePartitionAsync();

        Assert.That(ReadToEnd(NewReader(partition), partition).Count, Is.Zero);
    }

    [Test]
    public async Task QueryOffsets_tells_start_and_end()
    {
        var partition = await CreatePartitionAsync();
        var consumer = NewConsumer();
        Assert.That(consumer.QueryOffsets(partition, Patience), Is.EqualTo(new OffsetRange(0, 0)));

        WriteAndFlush(partition, "a", "b", "c");

        Assert.That(consumer.QueryOffsets(partition, Patience), Is.EqualTo(new OffsetRange(0, 3)));
        Assert.That(await consumer.QueryEndAsync(partition, Patience), Is.EqualTo(3));
    }

    [Test]
    public void QueryOffsets_UnknownTopic_Throws() =>
        Assert.That(
            () => NewConsumer().QueryOffsets(new TopicPartition(NewName("topic"), 0), TimeSpan.FromSeconds(5)),
            Throws.InstanceOf<RecordLogException>());

    [Test]
    public async Task Position_out_of_the_log_with_reset_to_earliest_starts_at_the_oldest_record()
    {
        var partition = await CreatePartitionAsync();
        WriteAndFlush(partition, "a", "b");

        Assert.That(Read(NewReader(partition, 1_000), 2).Values, Is.EqualTo(new[] { "a", "b" }));
    }

    [Test]
    public async Task Position_out_of_the_log_with_reset_to_latest_starts_after_the_newest_record()
    {
        var partition = await CreatePartitionAsync();
        WriteAndFlush(partition, "a", "b");
        var consumer = NewReader(partition, 1_000, static o => o with { OffsetReset = OffsetReset.Latest });
        PollUntil(() => consumer.IsAtEnd(partition) && consumer.Position(partition) < 1_000, new RecordCollector(), consumer);

        WriteAndFlush(partition, "c");

        Assert.That(ReadThrough(consumer, "c").Values, Is.EqualTo(new[] { "c" }));
    }

    [Test]
    public async Task Position_out_of_the_log_with_reset_to_fail_ends_the_poll()
    {
        var partition = await CreatePartitionAsync();
        WriteAndFlush(partition, "a", "b");
        var consumer = NewReader(partition, 1_000, static o => o with { OffsetReset = OffsetReset.Fail });
        var records = new RecordCollector();

        Assert.That(() => PollUntil(() => records.Count > 0, records, consumer), Throws.InstanceOf<OffsetOutOfRangeException>());
    }

    [Test]
    public async Task Position_before_deleted_records_with_reset_to_fail_ends_the_poll()
    {
        var partition = await CreatePartitionAsync();
        WriteAndFlush(partition, "a", "b", "c");
        await _log.Admin.DeleteRecordsAsync(new TopicPartitionOffset(partition, 2));
        var consumer = NewReader(partition, 0, static o => o with { OffsetReset = OffsetReset.Fail });
        var records = new RecordCollector();

        Assert.That(() => PollUntil(() => records.Count > 0, records, consumer), Throws.InstanceOf<OffsetOutOfRangeException>());
    }

    [Test]
    public async Task Handler_that_throws_gets_the_remaining_records_next_time()
    {
        var topic = await CreateTopicAsync(2);
        var partitions = new[] { new TopicPartition(topic, 0), new TopicPartition(topic, 1) };
        foreach (var partition in partitions)
        {
            WriteAndFlush(partition, Enumerable.Range(0, 100).Select(static i => $"{i}"));
        }

        var consumer = NewConsumer();
        consumer.Assign([.. partitions.Select(static p => new TopicPartitionOffset(p, 0))]);
        var thrown = 0;
        var records = new RecordCollector();
        records.OnCollected = _ =>
        {
            if (records.Count is 1 or 7 or 150)
            {
                thrown++;
                throw new InvalidTimeZoneException();
            }
        };

        var started = Stopwatch.GetTimestamp();
        while (records.Count < 200)
        {
            Assert.That(Stopwatch.GetElapsedTime(started), Is.LessThan(Patience));
            try
            {
                consumer.Poll(s_pollTime, records);
            }
            catch (InvalidTimeZoneException)
            {
                Assert.That(records.Count, Is.AnyOf(1, 7, 150));
            }
        }

        Assert.That(thrown, Is.EqualTo(3));
        foreach (var partition in partitions)
        {
            Assert.That(
                records.Records.Where(r => r.Partition == partition).Select(static r => System.Text.Encoding.UTF8.GetString(r.Value!)),
                Is.EqualTo(Enumerable.Range(0, 100).Select(static i => $"{i}")));
        }
    }
}
