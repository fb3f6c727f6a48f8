using ClickstreamAnalysis.Kafka.Tests.Broker;
using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Kafka.Tests.Logs;

/// <summary>What goes on when a broker is killed and comes back, on a broker of its own.</summary>
[TestFixture]
public sealed class KafkaBrokerRestartTests
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(30);

    [Test]
    public async Task QueryOffsets_TheBrokerIsKilledAndStartedAgain_FailsMeanwhileAndAnswersAgain()
    {
        if (Environment.GetEnvironmentVariable("KAFKA_HOME") is not { Length: > 0 } home)
        {
            Assert.Ignore("No Kafka to kill: set KAFKA_HOME to an unpacked Kafka download.");
            return;
        }

        using var broker = LocalBroker.Start(home);
        await using var log = new KafkaLog(broker.BootstrapServers);
        var partition = new TopicPartition("restart", 0);
        await log.Admin.CreateTopicAsync(new TopicSpecification(partition.Topic, 1));
        using var producer = log.CreateProducer(new LogProducerOptions());
        producer.Produce(new RawRecord(partition.Topic, 0, -1, 1, [], false, "x"u8, true));
        producer.Flush(s_timeout);
        using var consumer = log.CreateConsumer(new LogConsumerOptions());
        Assert.That(consumer.QueryOffsets(partition, s_timeout), Is.EqualTo(new OffsetRange(0, 1)));

        // The client keeps the leader that it found above; the broker's is another one now, with a higher epoch.
        broker.Kill();
        Assert.That(
            () => consumer.QueryEndAsync(partition, TimeSpan.FromSeconds(2)),
            Throws.TypeOf<RecordLogUnavailableException>().With.Message.Contains(partition.ToString()));
        broker.StartAgain();
        Assert.That(consumer.QueryOffsets(partition, s_timeout), Is.EqualTo(new OffsetRange(0, 1)));
    }
}
