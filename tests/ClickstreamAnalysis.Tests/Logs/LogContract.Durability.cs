namespace ClickstreamAnalysis.Tests.Logs;

public abstract partial class LogContract
{
    [Test]
    public async Task Reopened_log_has_its_topics_records_and_offsets()
    {
        Assume.That(IsDurable, "this log does not outlive its process");
        var partition = await CreatePartitionAsync();
        var group = NewName("group");
        var producer = NewProducer(NewName("tx"));
        WriteAndFlush(partition, "a");
        var (consumer, _) = NewMember(group, [partition.Topic]);
        Read(consumer, 1);
        InTransaction(producer, () =>
        {
            Write(producer, partition, "b");
            producer.SendOffsets([new TopicPartitionOffset(partition, 1)], consumer.GroupMetadata, Patience);
        });

        DisposeClients();
        _log = await ReopenAsync(_log);

        Assert.That((await _log.Admin.DescribeTopicAsync(partition.Topic))?.Partitions, Is.EqualTo(1));
        Assert.That(ReadThrough(NewReader(partition), "b").Values, Is.EqualTo(new[] { "a", "b" }));
        Assert.That(ReadThrough(NewMember(group, [partition.Topic]).Consumer, "b").Values, Is.EqualTo(new[] { "b" }));
    }

    [Test]
    public async Task Reopened_log_goes_on_with_its_offsets()
    {
        Assume.That(IsDurable, "this log does not outlive its process");
        var partition = await CreatePartitionAsync();
        WriteAndFlush(partition, "a", "b");

        DisposeClients();
        _log = await ReopenAsync(_log);
        WriteAndFlush(partition, "c");

        var records = Read(NewReader(partition), 3);
        Assert.That(records.Values, Is.EqualTo(new[] { "a", "b", "c" }));
        Assert.That(records.Offsets, Is.Ordered.And.Unique);
    }

    [Test]
    public async Task Reopened_log_has_nothing_of_a_transaction_that_was_open()
    {
        Assume.That(IsDurable, "this log does not outlive its process");
        var partition = await CreatePartitionAsync();
        var id = NewName("tx");
        WriteAndFlush(partition, "a");
        var producer = NewProducer(id);
        producer.BeginTransaction();
        Write(producer, partition, "open");
        producer.Flush(Patience);

        DisposeClients();
        _log = await ReopenAsync(_log);
        NewProducer(id);
        WriteAndFlush(partition, "b");

        Assert.That(ReadThrough(NewReader(partition), "b").Values, Is.EqualTo(new[] { "a", "b" }));
    }
}
