using System.Text;
using ClickstreamAnalysis.Formats.Tests.Json;
using ClickstreamAnalysis.Formats.Tests.Protobuf.Messages;
using ClickstreamAnalysis.Testing;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace ClickstreamAnalysis.Formats.Tests.Registry;

/// <summary>Protobuf and JSON Schema need no schema to be read: an outage of the registry does not stop a running application.</summary>
public sealed class ReadingWithoutSchemaTests
{
    private static readonly byte[] s_view =
        [0, 0, 0, 0, 1, 0, .. new PageView { User = "ann", Event = "view", Time = new Timestamp { Seconds = 1_760_000_000 } }.ToByteArray()];

    private static readonly byte[] s_purchase = [0, 0, 0, 0, 1, .. """{"User":"ann","Price":1}"""u8];

    [Test]
    public void Protobuf_AnOutageAndPoison_OnlyPoisonGoesToTheDeadLetters() => Check(
        registry => ProtobufClicks.From<PageView>(registry, static view => new(view.User, view.Event, view.Time.ToDateTimeOffset())),
        s_view,
        ([0, 0, 0, 0, 1, 0, 10, 9], "invalid-protobuf"),
        ([0, 0, 0, 0, 1, 2, 2], "message-type"),
        ([7, .. s_view.AsSpan(1)], "wrong-magic-byte"),
        ([0, 0, 0, 0, 1, 0], "mapping"));

    [Test]
    public void JsonSchema_AnOutageAndPoison_OnlyPoisonGoesToTheDeadLetters() => Check(
        registry => JsonSchemaClicks.From<Purchase>(registry, static purchase => new(purchase.User, "purchase", DateTimeOffset.UnixEpoch.AddDays(20_000))),
        s_purchase,
        ([.. s_purchase.AsSpan(0, 12)], "invalid-json"),
        ([0, 0, 0, 0], "frame-too-short"),
        ([7, .. s_purchase.AsSpan(1)], "wrong-magic-byte"),
        ([0, 0, 0, 0, 1, .. "{}"u8], "mapping"));

    private static void Check(Func<SchemaRegistrySession, ISerde<ClickEvent>> create, byte[] good, params (byte[] Bytes, string Reason)[] poison)
    {
        using var server = ScriptedRegistry.With("");
        using var registry = server.Connect();
        var builder = new TopologyBuilder();
        builder.Clicks("clicks", create(registry)).ForEach(static (_, _) => { });
        using var driver = new TopologyTestDriver(builder.Build(), new TopologyTestDriverOptions { BadRecords = BadRecordPolicy.DeadLetter("dead") });
        server.Answer = static _ => (500, "<html>");
        var input = driver.CreateInputTopic("clicks", Serdes.Utf8, Serdes.Bytes);
        foreach (var (bytes, _) in poison)
        {
            input.PipeBytes("ann"u8.ToArray(), bytes, 1);
        }

        input.PipeBytes("ann"u8.ToArray(), good, 1);

        var reasons = driver.CreateOutputTopic("dead", Serdes.Bytes, Serdes.Bytes).ReadAll()
            .Select(static record => Encoding.UTF8.GetString(record.Headers.Single(static header => header.Name == "clickstream.reason").Value!));
        Assert.That(reasons, Is.EqualTo(poison.Select(static one => one.Reason)));
        Assert.That(driver.Metrics.Processed, Is.EqualTo(1));
    }
}
