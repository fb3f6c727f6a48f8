using Confluent.Kafka;
using KafkaIsolation = Confluent.Kafka.IsolationLevel;
using KafkaOffset = Confluent.Kafka.TopicPartitionOffset;
using KafkaTopic = Confluent.Kafka.Admin.TopicSpecification;

namespace ClickstreamAnalysis.Streamiz.Tests.OnKafka;

/// <summary>A topic of clicks and topics of results, on the broker.</summary>
internal sealed class KafkaClicks : IDisposable
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(60);

    private readonly IProducer<string, byte[]> _producer;
    private readonly string _name = $"streamiz-{Guid.NewGuid():N}";

    private KafkaClicks()
    {
        _producer = new ProducerBuilder<string, byte[]>(new ProducerConfig { BootstrapServers = KafkaBroker.BootstrapServers, LingerMs = 0 }).Build();
    }

    public string Application => _name;

    public string Clicks => $"{_name}-clicks";

    public string Results => $"{_name}-results";

    public static async Task<KafkaClicks> Create(int partitions)
    {
        var topics = new KafkaClicks();
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = KafkaBroker.BootstrapServers }).Build();
        var settings = new Dictionary<string, string> { ["retention.ms"] = "-1" };
        await admin.CreateTopicsAsync(
        [
            new KafkaTopic { Name = topics.Clicks, NumPartitions = partitions, Configs = settings },
            new KafkaTopic { Name = topics.Results, NumPartitions = 1, Configs = settings },
        ]);
        return topics;
    }

    public async Task Send(IEnumerable<ClickEvent> clicks)
    {
        foreach (var click in clicks)
        {
            await _producer.ProduceAsync(Clicks, new Message<string, byte[]>
            {
                Key = click.User,
                Value = ClickEvent.Serde.ToStreamiz().Serialize(click, SerializationContext.Empty),
                Timestamp = new Timestamp(click.TimestampMs, TimestampType.CreateTime),
            });
        }
    }

    /// <summary>Reads committed results from the start until a number of them satisfies a condition.</summary>
    public async Task<IReadOnlyList<string>> ReadResults(Predicate<string> isLast, int count = 1)
    {
        await Task.Yield();
        using var consumer = new ConsumerBuilder<string, string>(new ConsumerConfig
        {
            BootstrapServers = KafkaBroker.BootstrapServers,
            GroupId = $"{_name}-reader",
            IsolationLevel = KafkaIsolation.ReadCommitted,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoCommit = false,
        }).Build();
        consumer.Assign(new KafkaOffset(Results, 0, Offset.Beginning));
        var rows = new List<string>();
        while (count > 0)
        {
            var result = consumer.Consume(s_timeout) ?? throw new TimeoutException($"The last result did not arrive within {s_timeout}. Read so far: {rows.Count}.");
            rows.Add(result.Message.Value);
            count -= isLast(result.Message.Value) ? 1 : 0;
        }

        return rows;
    }

    public void Dispose() => _producer.Dispose();
}
