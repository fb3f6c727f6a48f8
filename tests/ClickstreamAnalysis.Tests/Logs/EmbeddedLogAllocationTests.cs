using System.Text;
using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Tests.Logs;

/// <summary>The way of a record through the embedded log leaves nothing on the heap.</summary>
[TestFixture]
[NonParallelizable]
public sealed class EmbeddedLogAllocationTests
{
    private const int Records = 50_000;
    private const int Partitions = 4;

    private static readonly byte[] s_key = Encoding.UTF8.GetBytes("visitor 1");
    private static readonly byte[] s_value = new byte[250];
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(10);

    private string _directory = null!;

    [SetUp]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("embedded-log-").FullName;

    [TearDown]
    public void DeleteDirectory() => Directory.Delete(_directory, recursive: true);

    [TestCase(false)]
    [TestCase(true)]
    public async Task Record_produced_and_consumed_allocates_nothing(bool inTransactions)
    {
        await using var log = new EmbeddedLog(Path.Combine(_directory, "log"));
        await log.Admin.CreateTopicAsync(new TopicSpecification("topic", Partitions));
        using var producer = log.CreateProducer(new LogProducerOptions { TransactionalId = inTransactions ? "tx" : null });
        if (inTransactions)
        {
            producer.InitTransactions(s_timeout);
        }

        using var consumer = log.CreateConsumer(new LogConsumerOptions());
        consumer.Assign([.. Enumerable.Range(0, Partitions).Select(static p => new TopicPartitionOffset(new TopicPartition("topic", p), 0))]);
        var counter = new Counter();
        Run(producer, consumer, counter, inTransactions);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(producer, consumer, counter, inTransactions);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.That(counter.Count, Is.EqualTo(2 * Records));
        Assert.That(allocated / (double)Records, Is.LessThan(1.0), "bytes for each record");
    }

    private static void Run(ILogProducer producer, ILogConsumer consumer, Counter counter, bool inTransactions)
    {
        for (var i = 0; i < Records; i++)
        {
            if (inTransactions && i % 1_000 == 0)
            {
                producer.BeginTransaction();
            }

            producer.Produce(new RawRecord("topic", i % Partitions, -1, 1_760_000_000_000 + i, s_key, true, s_value, true));
            if (inTransactions && i % 1_000 == 999)
            {
                producer.CommitTransaction(s_timeout);
            }
        }

        if (!inTransactions)
        {
            producer.Flush(s_timeout);
        }

        while (consumer.Poll(TimeSpan.Zero, counter) > 0)
        {
        }
    }

    private sealed class Counter : IRawRecordHandler
    {
        public int Count { get; private set; }

        public void OnRecord(in RawRecord record) => Count++;
    }
}
