using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Tests.Logs;

/// <summary>What an embedded log keeps in memory does not follow what is in it.</summary>
public sealed class EmbeddedLogMemoryTests
{
    private const int Partitions = 100;
    private const int RowsOfEach = 2_000;

    private string _directory = null!;

    [SetUp]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("embedded-log-").FullName;

    [TearDown]
    public void DeleteDirectory() => Directory.Delete(_directory, recursive: true);

    [Test]
    public async Task What_finds_rows_is_in_the_cache_and_not_beside_it()
    {
        await using var log = new EmbeddedLog(
            Path.Combine(_directory, "log"), new EmbeddedLogOptions { WriteBufferBytes = 1 << 20, BlockCacheBytes = 1 << 20 });
        await log.Admin.CreateTopicAsync(new TopicSpecification("topic", Partitions));
        using (var producer = log.CreateProducer(new LogProducerOptions()))
        {
            var value = new byte[100];
            for (var row = 0; row < RowsOfEach; row++)
            {
                for (var partition = 0; partition < Partitions; partition++)
                {
                    producer.Produce(new RawRecord("topic", partition, -1, row, "key"u8, true, value, true));
                }

                // A batch of its own for each of them.
                producer.Flush(TimeSpan.FromSeconds(10));
            }
        }

        log.Database.Compact(from: null, to: null, withBlobs: false);

        Assert.That(log.Database.GetNumber("rocksdb.estimate-num-keys"), Is.AtLeast(Partitions * RowsOfEach));
        Assert.That(log.Database.GetNumber("rocksdb.estimate-table-readers-mem"), Is.LessThan(16 << 10), "beside the cache, for 200,000 rows");
        Assert.That(log.Database.GetNumber("rocksdb.block-cache-usage"), Is.LessThanOrEqualTo(3 << 19), "write buffers are not in it");

        using var consumer = log.CreateConsumer(new LogConsumerOptions());
        consumer.Assign([new TopicPartitionOffset(new TopicPartition("topic", 50), 1_000)]);
        var records = new RecordCollector();
        while (consumer.Poll(TimeSpan.Zero, records) > 0)
        {
        }

        Assert.That(records.Records, Has.Count.EqualTo(RowsOfEach - 1_000));
    }
}
