namespace ClickstreamAnalysis.Tests.Logs;

public abstract partial class LogContract
{
    [Test]
    public async Task Reader_until_the_present_end_leaves_out_what_is_written_during_the_enumeration()
    {
        var topic = await CreateTopicAsync(2);
        await using var writer = _log.CreateWriter(topic, Serdes.Utf8, Serdes.Int32);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => writer.WriteAsync($"{i}", i, s_noon)));

        var read = new List<int>();
        await foreach (var record in _log.CreateReader(topic, Serdes.Utf8, Serdes.Int32))
        {
            await writer.WriteAsync($"{record.Value}", 100, s_noon);
            read.Add(record.Value);
        }

        Assert.That(read, Is.EquivalentTo(Enumerable.Range(0, 20)));
    }

    [Test]
    public async Task Reader_until_the_present_end_ends_behind_an_aborted_transaction_and_in_an_empty_topic()
    {
        var topic = await CreateTopicAsync(2);
        Assert.That(await ReadAllAsync(topic), Is.Empty);
        await using var writer = _log.CreateWriter(topic, Serdes.Utf8, Serdes.Utf8, new WriterOptions { TransactionalId = NewName("writer") });
        await using (var transaction = await writer.BeginTransactionAsync())
        {
            await transaction.WriteAsync("ann", "no", s_noon);
        }

        Assert.That(await ReadAllAsync(topic), Is.Empty);
    }

    [Test]
    public async Task Reader_for_ever_waits_for_new_records_until_it_is_canceled()
    {
        var topic = await CreateTopicAsync(1);
        await using var writer = _log.CreateWriter(topic, Serdes.Utf8, Serdes.Int32);
        await writer.WriteAsync("ann", 0, s_noon);
        using var stop = new CancellationTokenSource(Patience);
        var read = new List<int>();

        async Task ReadAsync()
        {
            var reader = _log.CreateReader(topic, Serdes.Utf8, Serdes.Int32, new ReaderOptions { Until = ReadUntil.Forever });
            await foreach (var record in reader.WithCancellation(stop.Token))
            {
                read.Add(record.Value);
                if (record.Value == 2)
                {
                    await stop.CancelAsync();
                }
                else
                {
                    await writer.WriteAsync("ann", record.Value + 1, s_noon);
                }
            }
        }

        Assert.That(ReadAsync, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(read, Is.EqualTo(new[] { 0, 1, 2 }));
    }

    [Test]
    public async Task Reader_from_now_starts_behind_what_is_there()
    {
        var topic = await CreateTopicAsync(1);
        await using var writer = _log.CreateWriter(topic, Serdes.Utf8, Serdes.Utf8);
        await writer.WriteAsync("ann", "old", s_noon);
        var reader = _log.CreateReader(topic, Serdes.Utf8, Serdes.Utf8, new ReaderOptions { From = ReadFrom.Now, Until = ReadUntil.Forever });

        await using var records = reader.GetAsyncEnumerator();
        var next = records.MoveNextAsync().AsTask();
        while (!next.IsCompleted)
        {
            // When the reader has found the end is not to be seen from here, so new records come until it has.
            await writer.WriteAsync("ann", "new", s_noon);
        }

        Assert.That(await next, Is.True);
        Assert.That(records.Current.Value, Is.EqualTo("new"));
    }

    [Test]
    public async Task Reader_reads_uncommitted_records_when_asked_to()
    {
        Assume.That(HoldsUncommittedRecords);
        var topic = await CreateTopicAsync(1);
        await using var writer = _log.CreateWriter(topic, Serdes.Utf8, Serdes.Utf8, new WriterOptions { TransactionalId = NewName("writer") });
        await using var transaction = await writer.BeginTransactionAsync();
        await transaction.WriteAsync("ann", "open", s_noon);
        var options = new ReaderOptions { Until = ReadUntil.Forever, Isolation = IsolationLevel.ReadUncommitted };

        await foreach (var record in _log.CreateReader(topic, Serdes.Utf8, Serdes.Utf8, options))
        {
            Assert.That(record.Value, Is.EqualTo("open"));
            break;
        }
    }

    [Test]
    public async Task Reader_unreadable_record_fails_with_its_place_or_is_skipped()
    {
        var topic = await CreateTopicAsync(1);
        await using (var writer = _log.CreateWriter(topic, Serdes.Utf8, Serdes.Bytes))
        {
            await writer.WriteAsync("ann", [0, 0, 0, 1], s_noon);
            await writer.WriteAsync("ann", [0], s_noon);
            await writer.WriteAsync("ann", [0, 0, 0, 3], s_noon);
        }

        var error = await ErrorOf<RecordLogException>(ReadAllAsync(topic, Serdes.Int32));
        Assert.That((error.Topic, error.Partition, error.Offset, error.IsTransient), Is.EqualTo((topic, 0, 1L, false)));
        Assert.That(error.Message, Does.Contain($"{topic}-0, offset 1"));
        var read = new List<int>();
        await foreach (var record in _log.CreateReader(topic, Serdes.Utf8, Serdes.Int32, new ReaderOptions { SkipUnreadable = true }))
        {
            read.Add(record.Value);
        }

        Assert.That(read, Is.EqualTo(new[] { 1, 3 }));
    }

    [Test]
    public void Reader_missing_topic_fails_with_its_name()
    {
        var topic = NewName("topic");
        Assert.That(async () => await ReadAllAsync(topic), Throws.InstanceOf<TopicNotFoundException>().With.Message.Contains(topic));
    }

    [Test]
    public void CreateReader_of_nothing_is_refused() =>
        Assert.That(
            () => _log.CreateReader("topic", Serdes.Utf8, Serdes.Utf8, new ReaderOptions { From = ReadFrom.Now }),
            Throws.ArgumentException.With.Message.Contains(nameof(ReadUntil.Forever)));

    [Test]
    public async Task CreateTopicAsync_says_whether_it_was_new_and_refuses_another_number_of_partitions()
    {
        var topic = NewName("topic");
        Assert.That(await _log.CreateTopicAsync(topic, 2), Is.True);
        Assert.That(await _log.CreateTopicAsync(topic, 2), Is.False);
        Assert.That(
            async () => await _log.CreateTopicAsync(topic, 3),
            Throws.InstanceOf<RecordLogException>().With.Message.Contains(topic).And.Message.Contains("2 partitions"));
    }
}
