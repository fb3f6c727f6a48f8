using Avro;
using Avro.Generic;
using ClickstreamAnalysis.Formats.Tests.Protobuf.Messages;
using Google.Protobuf;
using Later = ClickstreamAnalysis.Formats.Tests.Protobuf.Messages.Later;
using static ClickstreamAnalysis.Formats.Tests.Avro.RegistryRecords;
using static ClickstreamAnalysis.Formats.Tests.State.AggregateOverRestart;

namespace ClickstreamAnalysis.Formats.Tests.State;

/// <summary>The state of a session store survives a change of the schema of its aggregate, with and without local state.</summary>
[TestFixture(false)]
[TestFixture(true)]
public sealed class AggregateOverRestartTests(bool restoresFromTheLog)
{
    private static readonly RecordSchema s_first = Record("""{"name":"clicks","type":"int"},{"name":"last","type":"string"}""", "Spend");
    private static readonly RecordSchema s_second = Record(
        """{"name":"count","type":"long","aliases":["clicks"]},{"name":"last","type":["null","string"],"default":null},{"name":"country","type":"string","default":"xx"}""", "Spend");

    [Test]
    public async Task Avro()
    {
        var closed = await RunAsync<GenericRecord, GenericRecord>(
            restoresFromTheLog,
            registry => new(
                () => Of(s_first, ("clicks", 0), ("last", "")),
                (sum, name) => Of(s_first, ("clicks", (int)sum["clicks"] + 1), ("last", name)),
                AvroSerdes.Generic(registry, s_first)),
            registry => new(
                () => Of(s_second, ("count", 0L), ("last", null), ("country", "")),
                (sum, name) => Of(s_second, ("count", (long)sum["count"] + 1), ("last", name), ("country", sum["country"])),
                AvroSerdes.Generic(registry, s_second)));

        Assert.That((closed["count"], closed["last"], closed["country"]), Is.EqualTo((3L, "click 2", "xx")), "two clicks before the change, one after");
    }

    [Test]
    public async Task JsonSchema()
    {
        var closed = await RunAsync<Before.Spend, After.Spend>(
            restoresFromTheLog,
            registry => new(
                static () => new(0, ""), static (sum, name) => new(sum.Clicks + 1, name), JsonSchemaSerdes.Plain<Before.Spend>(registry)),
            registry => new(
                static () => new(0, null), static (sum, name) => sum with { Clicks = sum.Clicks + 1, Last = name }, JsonSchemaSerdes.Plain<After.Spend>(registry)));

        Assert.That(closed, Is.EqualTo(new After.Spend(3, "click 2")));
    }

    // The message has the same full name in both versions; page was renamed to url, tags were removed, country was added.
    [Test]
    public async Task Protobuf()
    {
        var closed = await RunAsync<PageView, Later.PageView>(
            restoresFromTheLog,
            registry => new(
                static () => new PageView { Tags = { "first" } },
                static (sum, name) =>
                {
                    sum = sum.Clone();
                    sum.Counts["clicks"] = sum.Counts.GetValueOrDefault("clicks") + 1;
                    sum.Page = name;
                    return sum;
                },
                ProtobufSerdes.Message<PageView>(registry)),
            registry => new(
                static () => new Later.PageView(),
                static (sum, name) =>
                {
                    sum = sum.Clone();
                    sum.Counts["clicks"]++;
                    sum.Country = $"after {sum.Url}";
                    sum.Url = name;
                    return sum;
                },
                ProtobufSerdes.Message<Later.PageView>(registry)));

        Assert.That((closed.Counts["clicks"], closed.Url, closed.Country), Is.EqualTo((3L, "click 2", "after click 1")), "two clicks before the change, one after");
        Assert.That(PageView.Parser.ParseFrom(closed.ToByteArray()).Tags, Is.EqualTo(new[] { "first" }), "removed fields are kept");
    }

    /// <summary>The first version.</summary>
    private static class Before
    {
        internal sealed record Spend(int Clicks, string Last);
    }

    /// <summary>The second version: a wider number, a text that may be absent, one property more.</summary>
    private static class After
    {
        internal sealed record Spend(long Clicks, string? Last, string Country = "xx");
    }
}
