using Avro;
using Avro.Generic;
using ClickstreamAnalysis.Formats.Tests.Registry;
using ClickstreamAnalysis.Kafka.Tests.Broker;
using Confluent.Kafka;
using Confluent.Kafka.SyncOverAsync;
using Confluent.SchemaRegistry.Serdes;
using static ClickstreamAnalysis.Formats.Tests.Avro.RegistryRecords;

namespace ClickstreamAnalysis.Formats.Tests.Avro;

/// <summary>A real broker and a real registry, with Confluent's serializers at both ends.</summary>
public sealed class AvroOnKafkaTests
{
    private static readonly RecordSchema s_click = Record("""{"name":"user","type":"string"},{"name":"event","type":"string"},{"name":"time","type":{"type":"long","logicalType":"timestamp-millis"}}""", "Click");
    private static readonly RecordSchema s_session = Record("""{"name":"user","type":"string"},{"name":"clicks","type":"long"},{"name":"start","type":{"type":"long","logicalType":"timestamp-millis"}}""", "SessionRow");

    [Test]
    public async Task Avro_clicks_become_sessions_in_Avro()
    {
        if (Environment.GetEnvironmentVariable("KAFKA_HOME") is not { Length: > 0 } home)
        {
            Assert.Ignore("No broker: set KAFKA_HOME to an unpacked Kafka download to start one.");
            return;
        }

        using var registry = TestRegistry.Connect();
        using var broker = LocalBroker.Start(home);
        await using var log = new KafkaLog(broker.BootstrapServers);
        await log.CreateTopicAsync("clicks", 2);
        await log.CreateTopicAsync("sessions", 1);
        var noon = new DateTime(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);
        using (var producer = new ProducerBuilder<string, GenericRecord>(new ProducerConfig { BootstrapServers = broker.BootstrapServers })
            .SetValueSerializer(new AvroSerializer<GenericRecord>(registry.Client)).Build())
        {
            foreach (var (user, minute) in new[] { ("ann", 0), ("ann", 5), ("bob", 6), ("ann", 50) })
            {
                await producer.ProduceAsync("clicks", new Message<string, GenericRecord>
                {
                    Key = user,
                    Value = Of(s_click, ("user", user), ("event", "view"), ("time", noon.AddMinutes(minute))),
                });
            }
        }

        var builder = new TopologyBuilder();
        builder.Clicks("clicks", AvroClicks.From(registry)).Sessionize("visits").Closed
            .MapValues((user, session) => Of(s_session, ("user", user), ("clicks", session.EventCount), ("start", session.Start.UtcDateTime)))
            .To("sessions", new Produced<string, GenericRecord> { ValueSerde = AvroSerdes.Generic(registry, s_session) });
        await using (var application = new StreamsApplication(builder.Build(), log, new StreamsOptions { ApplicationId = "app", InMemoryState = true }))
        {
            await application.StartAsync();
            await application.DrainAsync().WaitAsync(TimeSpan.FromSeconds(90));
        }

        using var consumer = new ConsumerBuilder<string, GenericRecord>(
                new ConsumerConfig { BootstrapServers = broker.BootstrapServers, GroupId = "reader", AutoOffsetReset = AutoOffsetReset.Earliest, IsolationLevel = Confluent.Kafka.IsolationLevel.ReadCommitted })
            .SetValueDeserializer(new AvroDeserializer<GenericRecord>(registry.Client).AsSyncOverAsync()).Build();
        consumer.Subscribe("sessions");
        var rows = new List<(string, long, DateTime)>();
        while (rows.Count < 3 && consumer.Consume(TimeSpan.FromSeconds(30)) is { } result)
        {
            var row = result.Message.Value;
            rows.Add(((string)row["user"], (long)row["clicks"], (DateTime)row["start"]));
        }

        Assert.That(rows, Is.EquivalentTo(new[] { ("ann", 2L, noon), ("ann", 1L, noon.AddMinutes(50)), ("bob", 1L, noon.AddMinutes(6)) }));
    }
}
