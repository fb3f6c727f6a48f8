using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Tests.Runtime;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace ClickstreamAnalysis.Kafka.Tests.Runtime;

[Parallelizable(ParallelScope.Self)]
public sealed class OversizedRecordsOnKafkaTests : OversizedRecordContract
{
    protected override Task<IRecordLog> OpenAsync() => Task.FromResult<IRecordLog>(new KafkaLog(TestBroker.BootstrapServers));

    [Test]
    public async Task A_limit_lowered_while_running_is_noticed_when_the_broker_refuses()
    {
        await Log.Admin.CreateTopicAsync(new ClickstreamAnalysis.TopicSpecification(Output, 1));
        await using var application = new StreamsApplication(Lengthening(), Log, Options(UnwritableRecordPolicy.Skip));
        await application.StartAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        Produce("k", "1");
        await UntilAsync(() => application.Metrics.Processed == 1, patience.Token);

        using (var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = TestBroker.BootstrapServers }).Build())
        {
            await admin.IncrementalAlterConfigsAsync(new()
            {
                [new ConfigResource { Type = ResourceType.Topic, Name = Output }] =
                    [new ConfigEntry { Name = "max.message.bytes", Value = "2000", IncrementalOperation = AlterConfigOpType.Set }],
            });
        }

        Produce("k", "2", "500000", "3");
        await UntilAsync(() => application.Metrics.Processed == 4, patience.Token);
        await application.StopAsync(patience.Token);

        Assert.That(ReadAll(Output).Select(record => record.Value!.Length), Is.EqualTo(new[] { 1, 2, 3 }));
        Assert.That(application.Metrics.Dropped.Single(), Has.Property("Reason").EqualTo("too-large").And.Property("Records").EqualTo(1));
        Assert.That(application.Metrics.Recoveries, Is.Positive);
    }

    [Test]
    public async Task Internal_topics_are_created_for_what_MaxRecordBytes_promises()
    {
        await Log.Admin.CreateTopicAsync(new ClickstreamAnalysis.TopicSpecification("promise", 1) { MaxRecordBytes = 3 * 1024 * 1024 });
        Assert.That(await Log.Admin.QueryMaxRecordBytesAsync("promise"), Is.EqualTo(3 * 1024 * 1024));

        // As large as promised, of bytes that do not compress, through a consumer and a producer with queues of the least size.
        var value = new byte[(3 * 1024 * 1024) - 3];
        new Random(1).NextBytes(value);
        using var producer = Log.CreateProducer(new LogProducerOptions { MaxRecordBytes = 3 * 1024 * 1024, QueueBytes = 1 << 20 });
        producer.Produce(new RawRecord("promise", 0, -1, 1, "key"u8, true, value, true));
        producer.Flush(TimeSpan.FromSeconds(30));
        using var consumer = Log.CreateConsumer(new LogConsumerOptions { QueueBytes = 1 << 20 });
        Assert.That(ReadAll("promise")[^1].Value, Is.EqualTo(value));
        Assert.That(() => producer.Produce(new RawRecord("promise", 0, -1, 1, "key4"u8, true, [.. value, .. new byte[1_000]], true)),
            Throws.TypeOf<RecordTooLargeException>().With.Property("Topic").EqualTo("promise").And.Message.Contains("3,146,729"));
    }
}
