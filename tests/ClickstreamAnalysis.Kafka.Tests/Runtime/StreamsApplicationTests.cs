using System.Buffers.Binary;
using System.Text;
using ClickstreamAnalysis.Kafka.Tests.Logs;
using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Kafka.Tests.Runtime;

public sealed class StreamsApplicationTests
{
    [TestCase(ProcessingGuarantee.ExactlyOnce, 1)]
    [TestCase(ProcessingGuarantee.ExactlyOnce, 2)]
    [TestCase(ProcessingGuarantee.AtLeastOnce, 2)]
    public async Task RepartitionedStream_Drained_PassesEveryRecordOnce(ProcessingGuarantee guarantee, int threads)
    {
        await using var log = new KafkaLog(TestBroker.BootstrapServers);
        var run = Guid.NewGuid().ToString("N")[..8];
        var (from, to) = ($"in-{run}", $"out-{run}");
        await log.Admin.CreateTopicAsync(new TopicSpecification(from, 4));
        await log.Admin.CreateTopicAsync(new TopicSpecification(to, 2));
        Fill(log, from, 5_000);

        var builder = new TopologyBuilder();
        builder.Stream(from, Serdes.Utf8, Serdes.Int64)
            .SelectKey((_, value) => value % 100, Serdes.Int64)
            .Repartition("by-rest")
            .To(to);
        await using var application = new StreamsApplication(
            builder.Build(), log, new StreamsOptions { ApplicationId = $"app-{run}", InMemoryState = true, Guarantee = guarantee, Threads = threads, LoggerFactory = new ProgressLoggerFactory() });
        await application.StartAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await application.DrainAsync(patience.Token);

        var collector = new Collector();
        using var consumer = log.CreateConsumer(new LogConsumerOptions());
        consumer.Assign([new(new(to, 0), 0), new(new(to, 1), 0)]);
        collector.PollUntil(consumer, () => consumer.IsAtEnd(new(to, 0)) && consumer.IsAtEnd(new(to, 1)));
        Assert.That(collector.Records, Has.Count.EqualTo(5_000));
        Assert.That(application.Metrics.Read, Is.EqualTo(5_000));
        Assert.That(application.State, Is.EqualTo(StreamsState.Stopped));
    }

    [Test]
    public async Task MissingTopics_Start_ListsThemAll()
    {
        await using var log = new KafkaLog(TestBroker.BootstrapServers);
        var builder = new TopologyBuilder();
        builder.Stream("no-such-input", Serdes.Utf8, Serdes.Int64).To("no-such-output");
        await using var application = new StreamsApplication(builder.Build(), log, new StreamsOptions { ApplicationId = "missing" });

        Assert.That(async () => await application.StartAsync(), Throws.TypeOf<StreamsException>()
            .With.Message.Contains("no-such-input").And.Message.Contains("no-such-output").And.Message.Contains(TestBroker.BootstrapServers));
    }

    private static void Fill(KafkaLog log, string topic, int count)
    {
        using var producer = log.CreateProducer(new LogProducerOptions());
        Span<byte> value = stackalloc byte[8];
        for (var i = 0; i < count; i++)
        {
            BinaryPrimitives.WriteInt64BigEndian(value, i);
            var key = Encoding.UTF8.GetBytes($"key-{i % 977}");
            producer.Produce(new RawRecord(topic, KeyPartitioner.PartitionFor(key, 4), -1, 1_700_000_000_000 + i, key, true, value, true));
        }

        producer.Flush(TimeSpan.FromSeconds(20));
    }
}
