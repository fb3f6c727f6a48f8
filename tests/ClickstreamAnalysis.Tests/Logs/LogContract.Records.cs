namespace ClickstreamAnalysis.Tests.Logs;

public abstract partial class LogContract
{
    [Test]
    public async Task Records_come_in_the_order_they_were_produced_with_rising_offsets()
    {
        var partition = await CreatePartitionAsync();
        var values = Enumerable.Range(0, 5_000).Select(static i => $"value {i}").ToArray();
        WriteAndFlush(partition, values);

        var records = Read(NewReader(partition), values.Length);

        Assert.That(records.Values, Is.EqualTo(values));
        Assert.That(records.Offsets, Is.Ordered.And.Unique);
    }

    [Test]
    public async Task Each_partition_has_its_own_records()
    {
        var topic = await CreateTopicAsync(3);
        var partitions = Enumerable.Range(0, 3).Select(p => new TopicPartition(topic, p)).ToArray();
        var producer = NewProducer();
        for (var i = 0; i < 300; i++)
        {
            Write(producer, partitions[i % 3], $"{i}");
        }

        producer.Flush(Patience);
        var consumer = NewConsumer();
        consumer.Assign([.. partitions.Select(static p => new TopicPartitionOffset(p, 0))]);

        var records = Read(consumer, 300);

        foreach (var partition in partitions)
        {
            Assert.That(
                records.Records.Where(r => r.Partition == partition).Select(static r => int.Parse(System.Text.Encoding.UTF8.GetString(r.Value!))),
                Is.EqualTo(Enumerable.Range(0, 100).Select(i => (i * 3) + partition.Partition)));
        }
    }

    [Test]
    public async Task Null_and_empty_are_different_in_keys_and_in_values()
    {
        var partition = await CreatePartitionAsync();
        var producer = NewProducer();
        Write(producer, partition, null, Bytes("v"));
        Write(producer, partition, [], Bytes("v"));
        Write(producer, partition, Bytes("k"), null);
        Write(producer, partition, Bytes("k"), []);
        Write(producer, partition, key: null, value: null);
        producer.Flush(Patience);

        var records = Read(NewReader(partition), 5).Records;

        Assert.That(records.Select(static r => r.Key), Is.EqualTo(new byte[]?[] { null, [], Bytes("k"), Bytes("k"), null }));
        Assert.That(records.Select(static r => r.Value), Is.EqualTo(new[] { Bytes("v"), Bytes("v"), null, [], null }));
    }

    [Test]
    public async Task Headers_come_back_when_asked_for()
    {
        var partition = await CreatePartitionAsync();
        var producer = NewProducer();
        Write(
            producer, partition, Bytes("k"), Bytes("v"), 1,
            new RecordHeader("reason", Bytes("late")), new RecordHeader("reason", []), new RecordHeader("nothing", null));
        Write(producer, partition, "none");
        producer.Flush(Patience);

        var asked = Read(NewReader(partition, 0, static o => o with { ReadHeaders = true }), 2).Records;
        var unasked = Read(NewReader(partition), 2).Records;

        Assert.That(asked[0].Headers!.Select(static h => h.Name), Is.EqualTo(new[] { "reason", "reason", "nothing" }));
        Assert.That(asked[0].Headers!.Select(static h => h.Value), Is.EqualTo(new[] { Bytes("late"), [], null }));
        Assert.That(asked[1].Headers, Is.Null.Or.Empty);
        Assert.That(unasked.Select(static r => r.Headers), Is.All.Null);
    }

    [Test]
    public async Task Any_bytes_come_back_as_they_were()
    {
        const int count = 400;
        var partition = await CreatePartitionAsync();
        var producer = NewProducer();
        var seed = TestContext.CurrentContext.Random.Next();
        TestContext.Out.WriteLine($"Seed {seed}.");
        var random = new Random(seed);
        byte[]? Some(int most)
        {
            var bytes = new byte[random.Next(most)];
            random.NextBytes(bytes);
            return random.Next(10) switch
            {
                0 => null,
                1 => [],
                2 => [.. bytes.Select(static b => (byte)(b < 128 ? 0x00 : 0xFF))],
                _ => bytes,
            };
        }

        var sent = Enumerable.Range(0, count).Select(i => (
            Key: Some(40),
            Value: Some(i % 50 == 0 ? 100_000 : 300),
            TimestampMs: random.NextInt64(1, 4_000_000_000_000),
            Headers: Enumerable.Range(0, random.Next(4)).Select(n => new RecordHeader(n == 1 ? "é\u007F 😀" : $"h{n}\uFFFF", Some(30))).ToArray())).ToArray();
        foreach (var (key, value, timestampMs, headers) in sent)
        {
            Write(producer, partition, key, value, timestampMs, headers);
        }

        producer.Flush(Patience);
        var records = Read(NewReader(partition, 0, static o => o with { ReadHeaders = true }), count).Records;

        for (var i = 0; i < count; i++)
        {
            var (record, expected) = (records[i], sent[i]);
            Assert.That(
                new object?[] { record.Key, record.Value, record.TimestampMs, record.Headers?.Select(static h => h.Name) ?? [], record.Headers?.Select(static h => h.Value) ?? [] },
                Is.EqualTo(new object?[] { expected.Key, expected.Value, expected.TimestampMs, expected.Headers.Select(static h => h.Name), expected.Headers.Select(static h => h.Value) }),
                $"record {i}");
        }
    }

    [Test]
    public async Task Timestamps_come_back_in_any_order()
    {
        var partition = await CreatePartitionAsync();
        long[] timestamps = [1_760_000_000_000, 1_759_999_940_000, 1, 1_760_000_000_020, 4_102_444_800_000];
        var producer = NewProducer();
        foreach (var timestamp in timestamps)
        {
            Write(producer, partition, Bytes("k"), Bytes("v"), timestamp);
        }

        producer.Flush(Patience);

        Assert.That(Read(NewReader(partition), timestamps.Length).Records.Select(static r => r.TimestampMs), Is.EqualTo(timestamps));
    }

    [Test]
    public async Task Large_values_come_back_whole()
    {
        var partition = await CreatePartitionAsync();
        var large = new byte[900 * 1024];
        new Random(7).NextBytes(large);
        var producer = NewProducer();
        Write(producer, partition, "before");
        Write(producer, partition, Bytes("k"), large);
        Write(producer, partition, Bytes("k"), large);
        Write(producer, partition, "after");
        producer.Flush(Patience);

        var records = Read(NewReader(partition), 4).Records;

        Assert.That(records[1].Value, Is.EqualTo(large));
        Assert.That(records[2].Value, Is.EqualTo(large));
        Assert.That(records[3].Value, Is.EqualTo(Bytes("after")));
    }

    [Test]
    public async Task Produce_RecordBeyondTheLimit_Throws()
    {
        var partition = await CreatePartitionAsync();
        var producer = NewProducer();

        Assert.That(() => Write(producer, partition, Bytes("k"), new byte[3 * 1024 * 1024]), Throws.InstanceOf<RecordTooLargeException>());
    }

    [Test]
    public async Task LastOffset_after_a_flush_is_the_offset_of_the_last_record()
    {
        var topic = await CreateTopicAsync(2);
        var (written, other) = (new TopicPartition(topic, 0), new TopicPartition(topic, 1));
        var producer = NewProducer();
        Assert.That(producer.LastOffset(written), Is.EqualTo(-1));

        Write(producer, written, "a", "b", "c");
        producer.Flush(Patience);

        Assert.That(producer.LastOffset(written), Is.EqualTo(Read(NewReader(written), 3).Offsets.Last()));
        Assert.That(producer.LastOffset(other), Is.EqualTo(-1));
    }

    [Test]
    public async Task Two_producers_share_a_partition_without_losing_a_record()
    {
        var partition = await CreatePartitionAsync();
        var (first, second) = (NewProducer(), NewProducer());
        for (var i = 0; i < 100; i++)
        {
            Write(i % 2 == 0 ? first : second, partition, $"{i}");
        }

        first.Flush(Patience);
        second.Flush(Patience);

        var values = Read(NewReader(partition), 100).Values.Select(static v => int.Parse(v!)).ToArray();
        Assert.That(values, Is.EquivalentTo(Enumerable.Range(0, 100)));
        Assert.That(values.Where(static v => v % 2 == 0), Is.Ordered);
        Assert.That(values.Where(static v => v % 2 == 1), Is.Ordered);
    }

    [Test]
    public async Task Produce_spans_may_be_reused_at_once()
    {
        var partition = await CreatePartitionAsync();
        var producer = NewProducer();
        var reused = new byte[1];
        for (byte i = 0; i < 50; i++)
        {
            reused[0] = i;
            Write(producer, partition, reused, reused);
        }

        producer.Flush(Patience);

        var records = Read(NewReader(partition), 50).Records;
        Assert.That(records.Select(static r => r.Value![0]), Is.EqualTo(Enumerable.Range(0, 50)));
        Assert.That(records.Select(static r => r.Key![0]), Is.EqualTo(Enumerable.Range(0, 50)));
    }
}
