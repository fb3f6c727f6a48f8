using System.Text;
using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Testing;
using CsCheck;

namespace ClickstreamAnalysis.Tests.Logs;

/// <summary>The embedded log and the simulated one give the same records for the same calls, whatever these are.</summary>
[TestFixture]
public sealed class EmbeddedLogModelTests
{
    private const int Partitions = 2;

    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(10);

    private string _root = null!;

    [SetUp]
    public void MakeDirectory() => _root = Directory.CreateTempSubdirectory("embedded-log-").FullName;

    [TearDown]
    public void DeleteDirectory() => Directory.Delete(_root, recursive: true);

    [Test]
    public void Any_calls_give_the_records_that_the_simulated_log_gives() =>
        Gen.Int[0, 10_000_000].Sample(
            seed =>
            {
                var directory = Path.Combine(_root, Guid.NewGuid().ToString("N"));
                var options = new EmbeddedLogOptions { BatchBytes = 4 * 1024 };
                var random = new Random(seed);
                IRecordLog embedded = new EmbeddedLog(directory, options);
                var simulated = new SimulatedLog(new SimulatedLogOptions { Seed = seed });
                Create(embedded);
                Create(simulated);
                for (var session = 0; session < 3; session++)
                {
                    var calls = Enumerable.Range(0, random.Next(5, 40)).Select(_ => (random.Next(10), random.Next(2), random.Next())).ToArray();
                    Play(embedded, calls);
                    Play(simulated, calls);
                    if (random.Next(2) == 0)
                    {
                        Wait(embedded.DisposeAsync().AsTask());
                        embedded = new EmbeddedLog(directory, options);
                    }
                }

                Settle(embedded);
                Settle(simulated);
                var isSame = Enumerable.Range(0, Partitions).All(p => Read(embedded, p).SequenceEqual(Read(simulated, p)));
                Wait(embedded.DisposeAsync().AsTask());
                return isSame;
            },
            iter: 60, threads: 1);

    private static void Create(IRecordLog log) => Wait(log.Admin.CreateTopicAsync(new TopicSpecification("topic", Partitions)));

    /// <summary>Ends what the last producer left open: the embedded log does so when it is disposed, the simulated one does not.</summary>
    private static void Settle(IRecordLog log)
    {
        using var producer = log.CreateProducer(new LogProducerOptions { TransactionalId = "tx" });
        producer.InitTransactions(s_timeout);
    }

    private static void Wait(Task task) => task.GetAwaiter().GetResult();

    /// <summary>Two producers, the second with transactions; each call is chosen by the first number, and shaped by the others.</summary>
    private static void Play(IRecordLog log, (int Call, int Partition, int Shape)[] calls)
    {
        using var plain = log.CreateProducer(new LogProducerOptions());
        using var transactional = log.CreateProducer(new LogProducerOptions { TransactionalId = "tx" });
        transactional.InitTransactions(s_timeout);
        transactional.BeginTransaction();
        foreach (var (call, partition, shape) in calls)
        {
            switch (call)
            {
                case < 3:
                    Write(plain, partition, shape);
                    plain.Flush(s_timeout);
                    break;
                case < 7:
                    // Flushed, so that both logs give it its place among the records of the other producer.
                    Write(transactional, partition, shape);
                    transactional.Flush(s_timeout);
                    break;
                case 7:
                    transactional.AbortTransaction(s_timeout);
                    transactional.BeginTransaction();
                    break;
                default:
                    transactional.CommitTransaction(s_timeout);
                    transactional.BeginTransaction();
                    break;
            }
        }
    }

    private static void Write(ILogProducer producer, int partition, int shape)
    {
        var random = new Random(shape);
        for (var count = random.Next(1, 30); count > 0; count--)
        {
            var key = random.Next(4) == 0 ? null : Encoding.UTF8.GetBytes($"key {random.Next(10)}");
            var value = random.Next(5) == 0 ? null : new byte[random.Next(random.Next(20) == 0 ? 20_000 : 300)];
            random.NextBytes(value ?? []);
            RecordHeader[]? headers = random.Next(4) == 0 ? [new RecordHeader($"name {random.Next(3)}", random.Next(2) == 0 ? null : [7])] : null;
            producer.Produce(new RawRecord(
                "topic", partition, -1, random.NextInt64(-1_000, 2_000_000_000_000), key, key is not null, value, value is not null, headers));
        }
    }

    private static List<string> Read(IRecordLog log, int partition)
    {
        using var consumer = log.CreateConsumer(new LogConsumerOptions { ReadHeaders = true, MaxPollRecords = 7 });
        consumer.Assign([new TopicPartitionOffset(new TopicPartition("topic", partition), 0)]);
        var records = new RecordCollector();
        while (consumer.Poll(TimeSpan.Zero, records) > 0)
        {
        }

        return
        [
            .. records.Records.Select(static r =>
                $"{r.TimestampMs} {Hex(r.Key)} {Hex(r.Value)} {string.Join(',', (r.Headers ?? []).Select(static h => h.Name + Hex(h.Value)))}"),
        ];

        static string Hex(byte[]? bytes) => bytes is null ? "null" : Convert.ToHexString(bytes);
    }
}
