using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Tests.Logs;

public abstract partial class LogContract
{
    [Test]
    public async Task Position_EverythingReadBehindTransactions_IsTheEnd()
    {
        var topic = NewName("positions");
        await _log.Admin.CreateTopicAsync(new TopicSpecification(topic, 1));
        var partition = new TopicPartition(topic, 0);
        using (var producer = _log.CreateProducer(new LogProducerOptions { TransactionalId = NewName("positions") }))
        {
            producer.InitTransactions(TimeSpan.FromSeconds(30));
            for (var i = 0; i < 2; i++)
            {
                producer.BeginTransaction();
                producer.Produce(new RawRecord(topic, 0, -1, 1_700_000_000_000, "k"u8, true, "v"u8, true));
                producer.CommitTransaction(TimeSpan.FromSeconds(30));
            }
        }

        using var consumer = _log.CreateConsumer(new LogConsumerOptions());
        consumer.Assign([new(partition, 0)]);
        var end = consumer.QueryOffsets(partition, TimeSpan.FromSeconds(30)).End;
        var reader = new Ignoring();
        var deadline = TimeProvider.System.GetTimestamp();
        while (!consumer.IsAtEnd(partition) || consumer.Position(partition) is not { } position || position < end)
        {
            consumer.Poll(TimeSpan.FromMilliseconds(50), reader);
            Assert.That(TimeProvider.System.GetElapsedTime(deadline), Is.LessThan(TimeSpan.FromSeconds(30)), "the end was never met");
        }

        // The last marker may have been written after the first question.
        Assert.That(consumer.Position(partition), Is.EqualTo(consumer.QueryOffsets(partition, TimeSpan.FromSeconds(30)).End));
    }

    [Test]
    public async Task KnownEnd_follows_what_is_read_and_is_unknown_before()
    {
        var partition = await CreatePartitionAsync();
        WriteAndFlush(partition, "a", "b", "c");
        var consumer = NewReader(partition);
        Assert.That(consumer.KnownEnd(partition), Is.Null);

        ReadThrough(consumer, "c");
        Assert.That(consumer.KnownEnd(partition), Is.EqualTo(consumer.QueryOffsets(partition, Patience).End));

        WriteAndFlush(partition, "d", "e");
        ReadThrough(consumer, "e");
        Assert.That(consumer.KnownEnd(partition), Is.EqualTo(consumer.QueryOffsets(partition, Patience).End));
        Assert.That(consumer.KnownEnd(partition with { Partition = 7 }), Is.Null, "not assigned");
    }

    private sealed class Ignoring : IRawRecordHandler
    {
        public void OnRecord(in RawRecord record)
        {
        }
    }
}
