using Avro;
using Avro.Generic;
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
