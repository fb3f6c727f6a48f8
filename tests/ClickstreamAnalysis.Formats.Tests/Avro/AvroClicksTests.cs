using Avro;
using Avro.Generic;
using ClickstreamAnalysis.Formats.Tests.Registry;
using ClickstreamAnalysis.Testing;
using static ClickstreamAnalysis.Formats.Tests.Avro.RegistryRecords;

namespace ClickstreamAnalysis.Formats.Tests.Avro;

public sealed class AvroClicksTests
{
    private const string TimeMs = """{"name":"time","type":{"type":"long","logicalType":"timestamp-millis"}}""";

    private static readonly DateTime s_at = new(2026, 3, 1, 12, 0, 0, 123, DateTimeKind.Utc);
    private static readonly long s_ms = new DateTimeOffset(s_at).ToUnixTimeMilliseconds();

    [Test]
    public async Task From_DefaultNames_ReadsEveryField()
    {
        var schema = Record($$$"""
            {"name":"skipped","type":{"type":"array","items":{"type":"map","values":["null","double","bytes"]} } },
            {"name":"user","type":"string"},{"name":"event","type":"string"},{{{TimeMs}}},{"name":"page","type":["null","string"]},{"name":"referrer","type":["null","string"]},
            {"name":"campaign","type":"string"},{"name":"userAgent","type":"string"},
            {"name":"properties","type":{"type":"map","values":["null","string","long","double","boolean"]}}
            """);
        var skipped = new object[] { new Dictionary<string, object> { ["a"] = 1.5, ["b"] = new byte[] { 1, 2 } } };

        var click = await MapAsync(
            schema, null, ("skipped", skipped), ("user", "ann"), ("event", "view"), ("time", s_at), ("page", "/cart"), ("referrer", null), ("campaign", "c"), ("userAgent", "ua"),
            ("properties", new Dictionary<string, object?> { ["price"] = 3L, ["gift"] = true }));

        Assert.That((click.User, click.Name, click.TimestampMs, click.Page, click.Referrer, click.Campaign, click.UserAgent), Is.EqualTo(("ann", "view", s_ms, "/cart", (string?)null, "c", "ua")));
        Assert.That(click.Properties.TryGetNumber("price", out var price) ? price : 0, Is.EqualTo(3));
        Assert.That(click.Properties.TryGetBoolean("gift", out var isGift) && isGift, Is.True);
    }

    [Test]
    public async Task From_NestedNames_FollowsThePaths()
    {
        var schema = Record("""
            {"name":"who","type":{"type":"record","name":"Who","fields":[{"name":"age","type":"int"},{"name":"id","type":"long"}]}},
            {"name":"type","type":{"type":"enum","name":"Kind","symbols":["VIEW","BUY"]}},{"name":"us","type":{"type":"long","logicalType":"timestamp-micros"}},
            {"name":"context","type":["null",{"type":"record","name":"Context","fields":[{"name":"path","type":["null","string"]}]}]}
            """);
        var options = new AvroClickOptions { User = "who.id", Event = "type", Time = "us", Page = "context.path" };
        var who = (RecordSchema)schema["who"].Schema;
        var context = (RecordSchema)((UnionSchema)schema["context"].Schema)[1];
        (string, object?)[] Fields(object? page) =>
            [("who", Of(who, ("age", 3), ("id", 42L))), ("type", new GenericEnum((EnumSchema)schema["type"].Schema, "BUY")), ("us", s_at), ("context", page)];

        var click = await MapAsync(schema, options, Fields(Of(context, ("path", "/a"))));
        var without = await MapAsync(schema, options, Fields(null));

        Assert.That((click.User, click.Name, click.TimestampMs, click.Page), Is.EqualTo(("42", "BUY", s_ms, "/a")));
        Assert.That(without.Page, Is.Null);
    }

    [TestCase("\"string\"", "2026-03-01T12:00:00.123Z")]
    [TestCase("\"long\"", 1772366400123L)]
    public async Task From_ATimeWithoutALogicalType_IsRead(string type, object value) =>
        Assert.That(
            (await MapAsync(Record($$$"""{"name":"user","type":"string"},{"name":"event","type":"string"},{"name":"time","type":{{{type}}}}"""), null, ("user", "u"), ("event", "e"), ("time", value))).TimestampMs,
            Is.EqualTo(s_ms));

    [Test]
    public async Task From_ATimeInSeconds_IsRead() =>
        Assert.That(
            (await MapAsync(
                Record("""{"name":"user","type":"string"},{"name":"event","type":"string"},{"name":"time","type":"int"}"""),
                new AvroClickOptions { TimeUnit = TimeSpan.FromSeconds(1) }, ("user", "u"), ("event", "e"), ("time", 1772366400))).TimestampMs,
            Is.EqualTo(1772366400000));

    [TestCase("", "view", "missing-user")]
    [TestCase("ann", "", "missing-event")]
    public async Task From_AnEmptyField_IsABadRecord(string user, string name, string reason)
    {
        var schema = Record($$$"""{"name":"user","type":"string"},{"name":"event","type":"string"},{{{TimeMs}}}""");

        Assert.That((await Assert.ThrowsAsync<SerdeException>(() => MapAsync(schema, null, ("user", user), ("event", name), ("time", s_at))))!.Reason, Is.EqualTo(reason));
    }

    [Test]
    public void From_ASchemaWithoutTheFields_IsRefusedWithThoseThatExist()
    {
        using var server = new ScriptedRegistry();
        using var registry = server.Connect();
        var schema = Record("""{"name":"who","type":"string"},{"name":"event","type":"string"},{"name":"time","type":{"type":"map","values":"long"}},{"name":"inner","type":{"type":"record","name":"I","fields":[{"name":"x","type":"int"}]}}""");

        Assert.That(
            () => AvroClicks.From(registry, new AvroClickOptions { Page = "inner.path" }, schema),
            Throws.ArgumentException.With.Message.Contains("No field 'user' for the user: set AvroClickOptions.User").And.Message.Contains("'time' cannot be the time")
                .And.Message.Contains("inner.path").And.Message.Contains("who, event, time, inner.x"));
    }

    [TestCase("""{"name":"event","type":"string"},{"name":"at","type":"long"}""", "No field 'user' for the user", "AvroClickOptions.User")]
    [TestCase("""{"name":"user","type":"string"},{"name":"event","type":"string"},{"name":"at","type":"long"}""", "No field 'time' for the time", "AvroClickOptions.Time")]
    public void From_ASchemaWithoutAUserOrATime_SaysWhichRuleFoundNone(string fields, string mistake, string option)
    {
        using var server = new ScriptedRegistry();
        using var registry = server.Connect();

        Assert.That(
            () => AvroClicks.From(registry, schema: Record(fields)),
            Throws.ArgumentException.With.Message.Contains(mistake).And.Message.Contains(option).And.Message.Contains("event, at"));
    }

    [Test]
    public async Task Start_ASubjectWithoutClicks_FailsWithTheFieldsThatExist()
    {
        using var registry = TestRegistry.Connect();
        var topic = TestRegistry.NewTopic();
        await WriteAsync(registry, topic, Of(Record("""{"name":"who","type":"string"}"""), ("who", "ann")));
        var builder = new TopologyBuilder();
        builder.Clicks(topic, AvroClicks.From(registry)).To("out");

        var error = Assert.Throws<StreamsException>(() => new TopologyTestDriver(builder.Build()).Dispose())!;

        Assert.That(error.Message, Does.Contain($"'{topic}-value'").And.Contains("'user'").And.Contains("who"));
    }

    [Test]
    public async Task From_AFunction_MapsGenericRecords()
    {
        using var registry = TestRegistry.Connect();
        var topic = TestRegistry.NewTopic();
        var bytes = await WriteAsync(registry, topic, Of(Record("""{"name":"who","type":"string"}"""), ("who", "ann")));

        var click = await ReadAsync(AvroClicks.From(registry, static record => new ClickEvent { User = (string)record["who"], Name = "view", TimestampMs = 5 }), topic, bytes);
        var error = (await Assert.ThrowsAsync<SerdeException>(() => ReadAsync(AvroClicks.From(registry, static record => throw new InvalidOperationException("secret")), topic, bytes)))!;

        Assert.That((click.User, click.Name), Is.EqualTo(("ann", "view")));
        Assert.That(error.Reason, Is.EqualTo("mapping"));
        Assert.That(error.ToString(), Does.Not.Contain("secret"));
    }

    [Test]
    public async Task Clicks_ByUser_GoThroughARepartitionTopic()
    {
        using var registry = TestRegistry.Connect();
        var topic = TestRegistry.NewTopic();
        var schema = Record($$$"""{"name":"visitor","type":"string"},{"name":"event","type":"string"},{{{TimeMs}}}""");
        var builder = new TopologyBuilder();
        var closed = new List<(string User, long Clicks)>();
        builder.Clicks(topic, ClickKey.User, AvroClicks.From(registry, new AvroClickOptions { User = "visitor" }))
            .Sessionize("sessions").Closed.ForEach((user, session) => closed.Add((user, session.EventCount)));
        using var driver = new TopologyTestDriver(builder.Build());
        var input = driver.CreateInputTopic(topic, Serdes.Bytes, AvroClicks.From(registry));

        foreach (var minute in new[] { 0, 1, 100 })
        {
            input.PipeBytes(null, await WriteAsync(registry, topic, Of(schema, ("visitor", "ann"), ("event", "view"), ("time", s_at.AddMinutes(minute)))), s_ms);
        }

        Assert.That(closed, Is.EqualTo(new[] { ("ann", 2L) }));
    }

    [Test]
    public async Task From_InTheHotPath_AllocatesNoMoreThanJson()
    {
        var schema = Record($$$"""{"name":"user","type":"string"},{"name":"event","type":"string"},{{{TimeMs}}},{"name":"page","type":["null","string"]},{"name":"other","type":{"type":"array","items":"string"}}""");
        using var server = ScriptedRegistry.With(schema.ToString());
        using var registry = server.Connect();
        var serde = AvroClicks.From(registry);
        await ((IPreparedSerde)serde).PrepareAsync(new SerdeUse("clicks", IsKey: false, SerdeAccess.Read), default);
        var avro = await WriteAsync(registry, "clicks", Of(schema, ("user", "ann"), ("event", "view"), ("time", s_at), ("page", "/cart"), ("other", new object[] { "a", "b" })));
        var json = """{"user":"ann","event":"view","ts":1772366400123,"page":"/cart","other":["a","b"]}"""u8.ToArray();

        Assert.That(serde.Deserialize(avro), Is.EqualTo(ClickEvent.Serde.Deserialize(json)));
        var byJson = Allocated(ClickEvent.Serde, json);
        var byAvro = Allocated(serde, avro);

        Assert.That(byAvro, Is.LessThanOrEqualTo(byJson));
        Assert.That(byAvro, Is.Zero);
    }

    private static long Allocated(ISerde<ClickEvent> serde, byte[] bytes)
    {
        for (var i = 0; i < 1_000; i++)
        {
            serde.Deserialize(bytes);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            serde.Deserialize(bytes);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static async Task<ClickEvent> MapAsync(RecordSchema schema, AvroClickOptions? options, params (string Name, object? Value)[] fields)
    {
        using var registry = TestRegistry.Connect();
        var topic = TestRegistry.NewTopic();
        var bytes = await WriteAsync(registry, topic, Of(schema, fields));
        return await ReadAsync(AvroClicks.From(registry, options, schema), topic, bytes);
    }
}
