using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Tests.Logs;

public abstract partial class LogContract
{
    [Test]
    public async Task DescribeTopic_UnknownTopic_ReturnsNull() =>
        Assert.That(await _log.Admin.DescribeTopicAsync(NewName("topic")), Is.Null);

    [Test]
    public async Task CreateTopic_NewTopic_CanBeDescribed()
    {
        var topic = await CreateTopicAsync(3);

        var found = await _log.Admin.DescribeTopicAsync(topic);
        Assert.That(found, Is.EqualTo(new TopicDescription(topic, 3, found!.Id)));
        Assert.That(found.Id, Is.Not.Empty);
    }

    [Test]
    public async Task CreateTopic_ExistingName_ReturnsFalseAndKeepsTheTopic()
    {
        var topic = await CreateTopicAsync(2);

        Assert.That(await _log.Admin.CreateTopicAsync(new TopicSpecification(topic, 5)), Is.False);
        Assert.That((await _log.Admin.DescribeTopicAsync(topic))?.Partitions, Is.EqualTo(2));
    }

    [Test]
    public async Task DeleteTopic_ExistingTopic_IsGone()
    {
        var topic = await CreateTopicAsync(1);

        Assert.That(await _log.Admin.DeleteTopicAsync(topic), Is.True);
        Assert.That(await _log.Admin.DescribeTopicAsync(topic), Is.Null);
    }

    [Test]
    public async Task DeleteTopic_UnknownTopic_ReturnsFalse() =>
        Assert.That(await _log.Admin.DeleteTopicAsync(NewName("topic")), Is.False);

    [Test]
    public async Task Compacted_topic_keeps_the_newest_value_of_each_key()
    {
        var topic = await CreateTopicAsync(1, static t => t with { Compacted = true });
        var partition = new TopicPartition(topic, 0);
        using (var producer = _log.CreateProducer(new LogProducerOptions()))
        {
            Write(producer, partition, Bytes("a"), Bytes("1"));
            Write(producer, partition, Bytes("b"), Bytes("2"));
            Write(producer, partition, Bytes("a"), Bytes("3"));
            producer.Flush(Patience);
        }

        var last = new Dictionary<string, string>();
        foreach (var record in ReadThrough(NewReader(partition), "3").Records)
        {
            last[System.Text.Encoding.UTF8.GetString(record.Key!)] = System.Text.Encoding.UTF8.GetString(record.Value!);
        }

        Assert.That(last, Is.EquivalentTo(new Dictionary<string, string> { ["a"] = "3", ["b"] = "2" }));
    }

    [Test]
    public async Task DeleteRecords_up_to_an_offset_makes_it_the_oldest()
    {
        var partition = await CreatePartitionAsync();
        WriteAndFlush(partition, "a", "b", "c", "d");
        var third = Read(NewReader(partition), 4).Records[2].Offset;

        await _log.Admin.DeleteRecordsAsync(new TopicPartitionOffset(partition, third));

        var reader = NewReader(partition);
        Assert.That(reader.QueryOffsets(partition, Patience).Start, Is.EqualTo(third));
        Assert.That(Read(reader, 2).Values, Is.EqualTo(new[] { "c", "d" }));
    }

    [Test]
    public async Task DeleteRecords_of_everything_keeps_the_end()
    {
        var partition = await CreatePartitionAsync();
        WriteAndFlush(partition, "a", "b");
        var end = NewReader(partition).QueryOffsets(partition, Patience).End;

        await _log.Admin.DeleteRecordsAsync(new TopicPartitionOffset(partition, end));
        WriteAndFlush(partition, "c");

        var records = Read(NewReader(partition), 1);
        Assert.That(records.Values, Is.EqualTo(new[] { "c" }));
        Assert.That(records.Records[0].Offset, Is.EqualTo(end));
    }

    [Test]
    public void DeleteRecords_UnknownTopic_Throws() =>
        Assert.That(
            async () => await _log.Admin.DeleteRecordsAsync(new TopicPartitionOffset(new TopicPartition(NewName("topic"), 0), 1)),
            Throws.InstanceOf<RecordLogException>());

    [TestCase("")]
    [TestCase(".")]
    [TestCase("..")]
    [TestCase("a/b")]
    [TestCase("a b")]
    [TestCase("käse")]
    [TestCase("a:b")]
    public void CreateTopic_name_that_Kafka_refuses_is_refused(string topic)
    {
        Assert.That(async () => await _log.CreateTopicAsync(topic, 1), Throws.InstanceOf<ArgumentException>());
        Assert.That(async () => await _log.Admin.CreateTopicAsync(new TopicSpecification(topic, 1)), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => _log.CreateWriter(topic, Serdes.Utf8, Serdes.Utf8), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => _log.CreateReader(topic, Serdes.Utf8, Serdes.Utf8), Throws.InstanceOf<ArgumentException>());
    }

    [Test]
    public async Task CreateTopic_name_of_249_characters_is_the_longest()
    {
        var longest = NewName("topic").PadRight(249, 'x');

        Assert.That(async () => await _log.CreateTopicAsync(longest + "x", 1), Throws.ArgumentException.With.Message.Contains("250 characters"));
        Assert.That(await _log.CreateTopicAsync(longest, 1), Is.True);
        Assert.That(await _log.Admin.DeleteTopicAsync(longest), Is.True);
    }
}
