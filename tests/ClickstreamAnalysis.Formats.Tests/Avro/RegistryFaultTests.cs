using System.Text;
using Avro;
using ClickstreamAnalysis.Formats.Tests.Registry;
using ClickstreamAnalysis.Testing;
using static ClickstreamAnalysis.Formats.Tests.Avro.RegistryRecords;

namespace ClickstreamAnalysis.Formats.Tests.Avro;

/// <summary>What records and registries do wrong, in a running application.</summary>
public sealed class RegistryFaultTests
{
    private static readonly RecordSchema s_schema = Record("""{"name":"user","type":"string"},{"name":"event","type":"string"},{"name":"time","type":{"type":"long","logicalType":"timestamp-millis"}}""");

    [Test]
    public async Task Poison_goes_to_the_dead_letters_with_its_reason_and_the_rest_is_processed()
    {
        using var registry = TestRegistry.Connect();
        var topic = TestRegistry.NewTopic();
        var good = await WriteAsync(registry, topic, Click("ann"));
        var builder = new TopologyBuilder();
        builder.Clicks(topic, AvroClicks.From(registry)).To("out");
        using var driver = new TopologyTestDriver(
            builder.Build(), new TopologyTestDriverOptions { BadRecords = BadRecordPolicy.DeadLetter("dead") });
        var input = driver.CreateInputTopic(topic, Serdes.Utf8, AvroClicks.From(registry));

        byte[][] poison =
        [
            [], [0, 0, 0], Encoding.UTF8.GetBytes("{\"user\":\"ann\"}"), [0, 0x7F, 0, 0, 0, 1, 2, 3], good[..^2], [.. good, 7], [1, .. new byte[20]],
            [.. good[..5], 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1], [.. good[..5], 0xFE, 0xFF, 0xFF, 0xFF, 0x0F, 65],
        ];
        foreach (var bytes in poison)
        {
            input.PipeBytes("ann"u8.ToArray(), bytes, 1);
        }

        input.PipeBytes("ann"u8.ToArray(), good, 1);

        var reasons = driver.CreateOutputTopic("dead", Serdes.Bytes, Serdes.Bytes).ReadAll()
            .Select(record => Encoding.UTF8.GetString(record.Headers.Single(header => header.Name == "clickstream.reason").Value!));
        Assert.That(reasons, Is.EqualTo(new[]
        {
            "frame-too-short", "frame-too-short", "wrong-magic-byte", "unknown-schema", "truncated", "trailing-bytes", "schema-guid", "invalid-avro", "truncated",
        }));
        Assert.That(driver.Metrics.Processed, Is.EqualTo(1));
    }

    [Test]
    public async Task An_outage_in_mid_run_loses_no_record()
    {
        using var server = ScriptedRegistry.With(s_schema.ToString());
        using var registry = server.Connect(new RegistryOptions { MaxRetryInterval = TimeSpan.FromMilliseconds(5), PrefetchedVersions = 0 });
        using var writing = server.Connect();
        var good = await WriteAsync(writing, "clicks", Click("ann"));
        var builder = new TopologyBuilder();
        builder.Clicks("clicks", AvroClicks.From(registry)).To("out");
        await using var log = new SimulatedLog();
        await log.CreateTopicAsync("clicks", 1);
        await log.CreateTopicAsync("out", 1);
        await using var application = new StreamsApplication(
            builder.Build(), log, new StreamsOptions { ApplicationId = "app", InMemoryState = true, BadRecords = BadRecordPolicy.Skip });
        await application.StartAsync();
        var answer = server.Answer;
        server.Answer = _ => (500, "<html>");
        await using (var writer = log.CreateWriter("clicks", Serdes.Utf8, Serdes.Bytes))
        {
            await writer.WriteAsync("ann", good, new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        }

        Assert.That(() => application.Describe().Waits.Select(wait => wait.Text), Has.Some.Contains("schema 1 from the schema registry").And.Some.Contains("500").After(30_000, 10));
        server.Answer = answer;
        await application.DrainAsync().WaitAsync(TimeSpan.FromSeconds(60));

        Assert.That(application.Metrics, Has.Property("Processed").EqualTo(1).And.Property("Failed").Zero);
    }

    [TestCase(401, "user and password")]
    [TestCase(500, "log of the registry")]
    public async Task A_registry_that_refuses_at_the_start_fails_it_with_what_to_do(int status, string advice)
    {
        using var server = new ScriptedRegistry { Answer = _ => (status, ScriptedRegistry.Error(status * 100)) };
        using var registry = server.Connect(user: "ann:secret@");
        await using var log = new SimulatedLog();
        await log.CreateTopicAsync("clicks", 1);
        var builder = new TopologyBuilder();
        builder.Clicks("clicks", AvroClicks.From(registry)).ForEach(static (_, _) => { });
        await using var application = new StreamsApplication(builder.Build(), log, new StreamsOptions { ApplicationId = "app", InMemoryState = true });

        var error = (await Assert.ThrowsAsync<StreamsException>(() => application.StartAsync()))!;

        Assert.That(error.ToString(), Does.Contain("'clicks-value'").And.Contains($"{status}").And.Contains(advice).And.Not.Contains("secret"));
    }

    private static global::Avro.Generic.GenericRecord Click(string user) =>
        Of(s_schema, ("user", user), ("event", "view"), ("time", new DateTime(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc)));
}
