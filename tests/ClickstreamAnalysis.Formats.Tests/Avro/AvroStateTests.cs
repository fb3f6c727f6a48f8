using Avro;
using Avro.Generic;
using ClickstreamAnalysis.Formats.Tests.Registry;
using static ClickstreamAnalysis.Formats.Tests.Avro.RegistryRecords;

namespace ClickstreamAnalysis.Formats.Tests.Avro;

/// <summary>A session store whose aggregate is Avro.</summary>
public sealed class AvroStateTests
{
    private static readonly RecordSchema s_first = Record("""{"name":"clicks","type":"int"},{"name":"last","type":"string"}""", "Spend");
    private static readonly RecordSchema s_second = Record(
        """{"name":"count","type":"long","aliases":["clicks"]},{"name":"last","type":["null","string"],"default":null},{"name":"country","type":"string","default":"xx"}""", "Spend");

    [TestCase(false)]
    [TestCase(true)]
    public async Task The_state_survives_a_change_of_the_schema_over_a_restart(bool restoresFromTheLog)
    {
        var directory = Directory.CreateTempSubdirectory("clickstream-avro-").FullName;
        try
        {
            using var registry = TestRegistry.Connect();
            var id = TestRegistry.NewTopic();
            await using var log = new EmbeddedLog(Path.Combine(directory, "log"));
            await log.CreateTopicAsync("clicks", 1);
            var first = new List<GenericRecord>();
            await RunAsync(log, registry, s_first, id, Path.Combine(directory, "state"), first, drains: false, 0, 1);

            // A client of its own: nothing that the first application knew.
            using var later = TestRegistry.Connect();
            var second = new List<GenericRecord>();
            await RunAsync(log, later, s_second, id, Path.Combine(directory, restoresFromTheLog ? "other" : "state"), second, drains: true, 2);

            var closed = second.Single();
            Assert.That(first, Is.Empty);
            Assert.That(closed["count"], Is.EqualTo(3L), "two clicks before the change, one after");
            Assert.That(closed["last"], Is.EqualTo("click 2"));
            Assert.That(closed["country"], Is.EqualTo("xx"));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task RunAsync(
        EmbeddedLog log, SchemaRegistrySession registry, RecordSchema schema, string id, string state, List<GenericRecord> closed, bool drains, params int[] minutes)
    {
        var count = schema.Contains("count") ? "count" : "clicks";
        GenericRecord Next(long clicks, string last)
        {
            var next = Of(schema, (count, count == "count" ? clicks : (object)(int)clicks), ("last", last));
            if (schema.Contains("country"))
            {
                next.Add("country", "xx");
            }

            return next;
        }

        var builder = new TopologyBuilder();
        builder.Clicks("clicks").Sessionize(
                "spend", new SessionOptions(), () => Next(0, ""),
                (GenericRecord sum, string _, ClickEvent click) => Next(Convert.ToInt64(sum[count], null) + 1, click.Name),
                (a, b) => Next(Convert.ToInt64(a[count], null) + Convert.ToInt64(b[count], null), (string)b["last"]),
                AvroSerdes.Generic(registry, schema))
            .Closed.ForEach((_, session) => closed.Add(session.Aggregate));
        await using (var writer = log.CreateWriter("clicks", Serdes.Utf8, ClickEvent.Serde))
        {
            foreach (var minute in minutes)
            {
                await writer.WriteAsync("ann", new ClickEvent("ann", $"click {minute}", new DateTimeOffset(2026, 3, 1, 12, minute, 0, TimeSpan.Zero)));
            }
        }

        await using var application = new StreamsApplication(builder.Build(), log, new StreamsOptions { ApplicationId = id, StateDirectory = state, Threads = 1 });
        await application.StartAsync();
        if (drains)
        {
            await application.DrainAsync().WaitAsync(TimeSpan.FromSeconds(60));
        }
        else
        {
            Assert.That(() => application.Metrics.Processed, Is.EqualTo(minutes.Length).After(60_000, 10));
            await application.StopAsync();
        }
    }
}
