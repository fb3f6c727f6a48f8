namespace ClickstreamAnalysis.Kafka.Tests.Runtime;

[Parallelizable(ParallelScope.Self)]
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
        await log.CreateTopicAsync(from, 4);
        await log.CreateTopicAsync(to, 2);
        await FillAsync(log, from, 5_000);

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

        Assert.That(log.CreateReader(to, Serdes.Int64, Serdes.Int64).ToBlockingEnumerable().Count(), Is.EqualTo(5_000));
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

    private static async Task FillAsync(KafkaLog log, string topic, int count)
    {
        await using var writer = log.CreateWriter(topic, Serdes.Utf8, Serdes.Int64);
        await Task.WhenAll(Enumerable.Range(0, count).Select(i =>
            writer.WriteAsync($"key-{i % 977}", i, DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000 + i))));
    }
}
