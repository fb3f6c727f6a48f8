using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Tests.Logs;

public abstract partial class LogContract
{
    private static readonly DateTimeOffset s_noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public async Task WriteAsync_returns_where_the_record_is()
    {
        var topic = await CreateTopicAsync(3);
        await using var writer = _log.CreateWriter(topic, Serdes.Utf8, Serdes.Utf8);

        var written = await writer.WriteAsync("ann", "one", s_noon, [new RecordHeader("trace", [1, 2])]);

        var read = await ReadAllAsync(topic);
        Assert.That(read, Has.Count.EqualTo(1));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(read[0].Metadata, Is.EqualTo(written));
            Assert.That(written.Topic, Is.EqualTo(topic));
            Assert.That(written.Partition, Is.EqualTo(KeyPartitioner.PartitionFor(Bytes("ann"), 3)));
            Assert.That((read[0].Key, read[0].Value, read[0].Time), Is.EqualTo(("ann", "one", s_noon)));
            Assert.That(read[0].Headers.Single().Name, Is.EqualTo("trace"));
            Assert.That(read[0].Headers.Single().Value, Is.EqualTo(new byte[] { 1, 2 }));
        }
    }

    [Test]
    public async Task WriteAsync_from_many_threads_delivers_each_record_once_at_the_offset_it_returned()
    {
        var topic = await CreateTopicAsync(3);
        (string Key, string Value, RecordMetadata Metadata)[][] written;
        await using (var writer = _log.CreateWriter(topic, Serdes.Utf8, Serdes.Utf8))
        await using (var other = _log.CreateWriter(topic, Serdes.Utf8, Serdes.Utf8))
        {
            written = await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(() => Task.WhenAll(
                Enumerable.Range(0, 50).Select(async i =>
                {
                    var (key, value) = ($"user {thread % 5}", $"{thread}-{i}");
                    return (key, value, await (thread % 2 == 0 ? writer : other).WriteAsync(key, value, s_noon));
                })))));
        }

        var read = await ReadAllAsync(topic);

        Assert.That(
            read.Select(static r => (r.Key, r.Value, r.Metadata)),
            Is.EquivalentTo(written.SelectMany(static records => records)));
    }

    [Test]
    public async Task WriteAsync_without_awaiting_keeps_the_order_of_a_key()
    {
        var topic = await CreateTopicAsync(2);
        await using (var writer = _log.CreateWriter(topic, Serdes.Utf8, Serdes.Int32))
        {
            await Task.WhenAll(Enumerable.Range(0, 500).Select(i => writer.WriteAsync("ann", i, s_noon)));
        }

        Assert.That((await ReadAllAsync(topic, Serdes.Int32)).Select(static r => r.Value), Is.EqualTo(Enumerable.Range(0, 500)));
    }

    [Test]
    public async Task WriteAsync_null_key_or_value_is_read_as_null()
    {
        var topic = await CreateTopicAsync(1);
        await using (var writer = _log.CreateWriter(topic, Serdes.Utf8, Serdes.Utf8))
        {
            await writer.WriteAsync(null, "v", s_noon);
            await writer.WriteAsync("k", null, s_noon);
            await writer.WriteAsync("", "", s_noon);
        }

        Assert.That(
            (await ReadAllAsync(topic)).Select(static r => ((string?)r.Key, (string?)r.Value)),
            Is.EqualTo(new (string?, string?)[] { (null, "v"), ("k", null), ("", "") }));
    }

    [Test]
    public async Task WriteAsync_null_keys_go_to_all_partitions_by_turns()
    {
        var topic = await CreateTopicAsync(3);
        await using var writer = _log.CreateWriter(topic, Serdes.Utf8, Serdes.Utf8);
        var partitions = new List<int>();
        for (var i = 0; i < 6; i++)
        {
            partitions.Add((await writer.WriteAsync(null, "v", s_noon)).Partition);
        }

        Assert.That(partitions.Take(3), Is.EquivalentTo(new[] { 0, 1, 2 }));
        Assert.That(partitions.Skip(3), Is.EqualTo(partitions.Take(3)));
    }

    [Test]
    public async Task WriteAsync_without_a_time_takes_that_of_the_click_or_else_now()
    {
        var (clicks, texts) = (await CreateTopicAsync(1), await CreateTopicAsync(1));
        var click = new ClickEvent { User = "ann", Name = "view", TimestampMs = s_noon.AddHours(-5).ToUnixTimeMilliseconds() };
        var options = new WriterOptions { TimeProvider = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(s_noon) };
        await using (var writer = _log.CreateWriter(clicks, Serdes.Utf8, ClickEvent.Serde, options))
        {
            await writer.WriteAsync("ann", click);
        }

        await using (var writer = _log.CreateWriter(texts, Serdes.Utf8, Serdes.Utf8, options))
        {
            await writer.WriteAsync("ann", "text");
        }

        Assert.That((await ReadAllAsync(clicks, ClickEvent.Serde)).Single().Time, Is.EqualTo(s_noon.AddHours(-5)));
        Assert.That((await ReadAllAsync(texts)).Single().Time, Is.EqualTo(s_noon));
    }

    [Test]
    public async Task WriteAsync_full_queue_waits_and_can_be_canceled()
    {
        var topic = await CreateTopicAsync(1);
        await using var writer = _log.CreateWriter(topic, Serdes.Utf8, Serdes.Bytes, new WriterOptions { QueueBytes = 1024 });
        var writes = Enumerable.Range(0, 50).Select(i => writer.WriteAsync("ann", new byte[1000], s_noon)).ToArray();

        await Task.WhenAll(writes);
        using var canceled = new CancellationTokenSource();
        await canceled.CancelAsync();

        Assert.That(async () => await writer.WriteAsync("ann", [1], s_noon, cancellationToken: canceled.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(writes.Select(static w => w.Result.Offset), Is.Ordered.And.Unique);
        Assert.That(await ReadAllAsync(topic, Serdes.Bytes), Has.Count.EqualTo(50));
    }

    [Test]
    public async Task WriteAsync_record_too_large_fails_alone_and_names_topic_and_size()
    {
        var topic = await CreateTopicAsync(1, static t => t with { MaxRecordBytes = 5_000 });
        await using var writer = _log.CreateWriter(topic, Serdes.Utf8, Serdes.Bytes);

        var before = writer.WriteAsync("a", [1], s_noon);
        var large = writer.WriteAsync("b", new byte[6_000], s_noon);
        var after = writer.WriteAsync("c", [3], s_noon);

        var error = await ErrorOf<RecordTooLargeException>(large);
        Assert.That((error.Topic, error.Bytes), Is.EqualTo((topic, 6_001L)));
        Assert.That(error.Message, Does.Contain(topic).And.Contain("6,001").And.Contain("5,000"));
        await before;
        await after;
        Assert.That((await ReadAllAsync(topic, Serdes.Bytes)).Select(static r => r.Key), Is.EqualTo(new[] { "a", "c" }));
    }

    [Test]
    public async Task WriteAsync_topic_that_is_created_after_a_failure_is_written_to()
    {
        var topic = NewName("topic");
        await using var writer = _log.CreateWriter(topic, Serdes.Utf8, Serdes.Utf8);
        Assert.That(async () => await writer.WriteAsync("ann", "lost", s_noon), Throws.InstanceOf<TopicNotFoundException>().With.Message.Contains(topic));

        await _log.CreateTopicAsync(topic, 1);
        await writer.WriteAsync("ann", "found", s_noon);

        Assert.That((await ReadAllAsync(topic)).Select(static r => r.Value), Is.EqualTo(new[] { "found" }));
    }

    [Test]
    public async Task DisposeAsync_delivers_what_was_handed_over_and_refuses_what_follows()
    {
        var topic = await CreateTopicAsync(1);
        var writer = _log.CreateWriter(topic, Serdes.Utf8, Serdes.Int32);
        var writes = Enumerable.Range(0, 100).Select(i => writer.WriteAsync("ann", i, s_noon)).ToArray();

        await writer.DisposeAsync();
        await writer.DisposeAsync();

        // Delivered; the tasks complete on the thread pool.
        await Task.WhenAll(writes).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.That(async () => await writer.WriteAsync("ann", 1, s_noon), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(await ReadAllAsync(topic, Serdes.Int32), Has.Count.EqualTo(100));
    }

    [Test]
    public async Task Transaction_is_read_as_a_whole_once_committed_and_not_at_all_otherwise()
    {
        var topic = await CreateTopicAsync(2);
        await using var writer = _log.CreateWriter(topic, Serdes.Utf8, Serdes.Utf8, new WriterOptions { TransactionalId = NewName("writer") });
        await using (var aborted = await writer.BeginTransactionAsync())
        {
            await aborted.WriteAsync("ann", "no", s_noon);
        }

        await using (var committed = await writer.BeginTransactionAsync())
        {
            await committed.WriteAsync("ann", "yes", s_noon);
            await committed.WriteAsync("bob", "yes too", s_noon);
            await committed.CommitAsync();
            Assert.That(async () => await committed.WriteAsync("ann", "late", s_noon), Throws.InvalidOperationException);
        }

        Assert.That((await ReadAllAsync(topic)).Select(static r => r.Value), Is.EquivalentTo(new[] { "yes", "yes too" }));
        Assert.That(async () => await writer.WriteAsync("ann", "outside", s_noon), Throws.InvalidOperationException);
    }

    [Test]
    public async Task Transaction_with_a_record_too_large_commits_nothing_and_the_next_one_works()
    {
        var topic = await CreateTopicAsync(1, static t => t with { MaxRecordBytes = 5_000 });
        await using var writer = _log.CreateWriter(topic, Serdes.Utf8, Serdes.Bytes, new WriterOptions { TransactionalId = NewName("writer") });
        await using (var transaction = await writer.BeginTransactionAsync())
        {
            await transaction.WriteAsync("a", [1], s_noon);
            await transaction.WriteAsync("b", new byte[6_000], s_noon);
            Assert.That(transaction.CommitAsync, Throws.InstanceOf<RecordTooLargeException>());
        }

        await using (var transaction = await writer.BeginTransactionAsync())
        {
            await transaction.WriteAsync("c", [1], s_noon);
            await transaction.CommitAsync();
        }

        Assert.That((await ReadAllAsync(topic, Serdes.Bytes)).Select(static r => r.Key), Is.EqualTo(new[] { "c" }));
    }

    [Test]
    public async Task Transaction_of_a_fenced_writer_fails_and_says_so()
    {
        var topic = await CreateTopicAsync(1);
        var options = new WriterOptions { TransactionalId = NewName("writer") };
        await using var first = _log.CreateWriter(topic, Serdes.Utf8, Serdes.Utf8, options);
        await using var second = _log.CreateWriter(topic, Serdes.Utf8, Serdes.Utf8, options);
        var old = await first.BeginTransactionAsync();
        await old.WriteAsync("ann", "old", s_noon);
        await using (var transaction = await second.BeginTransactionAsync())
        {
            await transaction.WriteAsync("ann", "new", s_noon);
            await transaction.CommitAsync();
        }

        Assert.That(old.CommitAsync, Throws.InstanceOf<ProducerFencedException>());
        Assert.That(async () => await first.BeginTransactionAsync(), Throws.InstanceOf<ProducerFencedException>());
        Assert.That((await ReadAllAsync(topic)).Select(static r => r.Value), Is.EqualTo(new[] { "new" }));
    }

    private static async Task<TException> ErrorOf<TException>(Task task)
        where TException : Exception
    {
        try
        {
            await task;
        }
        catch (TException e)
        {
            return e;
        }

        throw new AssertionException($"no {typeof(TException).Name}");
    }

    private Task<List<ReadRecord<string, string>>> ReadAllAsync(string topic) => ReadAllAsync(topic, Serdes.Utf8);

    private async Task<List<ReadRecord<string, TValue>>> ReadAllAsync<TValue>(string topic, ISerde<TValue> serde)
    {
        var read = new List<ReadRecord<string, TValue>>();
        await foreach (var record in _log.CreateReader(topic, Serdes.Utf8, serde))
        {
            read.Add(record);
        }

        return read;
    }
}
