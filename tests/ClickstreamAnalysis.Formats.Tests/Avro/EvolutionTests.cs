using Avro;
using Avro.Generic;
using ClickstreamAnalysis.Formats.Tests.Registry;
using static ClickstreamAnalysis.Formats.Tests.Avro.RegistryRecords;

namespace ClickstreamAnalysis.Formats.Tests.Avro;

/// <summary>Readers older and newer than the writer, with schemas of the real registry.</summary>
public sealed class EvolutionTests
{
    private static readonly RecordSchema s_first = Record("""{"name":"user","type":"string"},{"name":"gone","type":{"type":"map","values":"long"}},{"name":"n","type":"int"}""");
    private static readonly RecordSchema s_second = Record("""{"name":"user","type":"string"},{"name":"n","type":"long"},{"name":"country","type":"string","default":"xx"},{"name":"tags","type":{"type":"array","items":"string"},"default":["a"]}""");

    [Test]
    public async Task A_newer_reader_takes_defaults_drops_fields_and_promotes_numbers()
    {
        var read = await ResolveAsync(s_first, s_second, ("user", "ann"), ("gone", new Dictionary<string, object> { ["x"] = 1L }), ("n", 7));

        Assert.That(read["user"], Is.EqualTo("ann"));
        Assert.That(read["n"], Is.EqualTo(7L));
        Assert.That(read["country"], Is.EqualTo("xx"));
        Assert.That(read["tags"], Is.EqualTo(new object[] { "a" }));
    }

    [Test]
    public async Task An_older_reader_skips_what_it_does_not_know()
    {
        var older = Record("""{"name":"user","type":"string"}""");

        var read = await ResolveAsync(s_second, older, ("user", "ann"), ("n", 7L), ("country", "at"), ("tags", new object[] { "b", "c" }));

        Assert.That(read["user"], Is.EqualTo("ann"));
    }

    [Test]
    public async Task A_renamed_field_is_found_by_its_alias()
    {
        var renamed = Record("""{"name":"visitor","type":"string","aliases":["user"]}""");

        Assert.That((await ResolveAsync(Record("""{"name":"user","type":"string"}"""), renamed, ("user", "ann")))["visitor"], Is.EqualTo("ann"));
    }

    [Test]
    public async Task Renamed_types_and_fields_of_nested_records_are_found_by_their_aliases()
    {
        var writer = Record("""{"name":"page","type":["null",{"type":"record","name":"Page","fields":[{"name":"path","type":"string"},{"name":"next","type":["null","Page"]}]}]}""");
        var reader = Record("""{"name":"page","type":["null",{"type":"record","name":"Screen","aliases":["Page"],"fields":[{"name":"url","type":"string","aliases":["path"],"default":"-"},{"name":"next","type":["null","Screen"],"default":null}]}],"default":null}""");
        var page = (RecordSchema)((UnionSchema)writer["page"].Schema)[1];

        var read = await ResolveAsync(writer, reader, ("page", Of(page, ("path", "/a"), ("next", Of(page, ("path", "/b"), ("next", null))))));

        Assert.That(((GenericRecord)read["page"])["url"], Is.EqualTo("/a"));
        Assert.That(((GenericRecord)((GenericRecord)read["page"])["next"])["url"], Is.EqualTo("/b"));
    }

    [TestCase(null)]
    [TestCase("/cart")]
    public async Task A_field_that_became_optional_is_read_from_both(string? page)
    {
        var optional = Record("""{"name":"page","type":["null","string"],"default":null}""");

        Assert.That((await ResolveAsync(optional, optional, ("page", page)))["page"], Is.EqualTo(page));
        Assert.That((await ResolveAsync(Record("""{"name":"page","type":"string"}"""), optional, ("page", "/")))["page"], Is.EqualTo("/"));
    }

    [Test]
    public async Task A_symbol_that_the_reader_does_not_know_is_its_default()
    {
        var writer = Record("""{"name":"state","type":{"type":"enum","name":"State","symbols":["OPEN","PAID","SENT"]}}""");
        var reader = Record("""{"name":"state","type":{"type":"enum","name":"State","symbols":["OPEN","PAID"],"default":"OPEN"}}""");
        var states = (EnumSchema)writer["state"].Schema;

        Assert.That(((GenericEnum)(await ResolveAsync(writer, reader, ("state", new GenericEnum(states, "PAID"))))["state"]).Value, Is.EqualTo("PAID"));
        Assert.That(((GenericEnum)(await ResolveAsync(writer, reader, ("state", new GenericEnum(states, "SENT"))))["state"]).Value, Is.EqualTo("OPEN"));
    }

    [Test]
    public async Task Logical_types_are_times_ids_and_decimals()
    {
        var schema = Record("""
            {"name":"ms","type":{"type":"long","logicalType":"timestamp-millis"}},{"name":"us","type":{"type":"long","logicalType":"timestamp-micros"}},
            {"name":"id","type":{"type":"string","logicalType":"uuid"}},{"name":"price","type":{"type":"bytes","logicalType":"decimal","precision":10,"scale":2}}
            """);
        var at = new DateTime(2026, 3, 1, 12, 0, 0, 123, 456, DateTimeKind.Utc);
        var id = new Guid("11111111-2222-3333-4444-555555555555");

        using var registry = TestRegistry.Connect();
        var topic = TestRegistry.NewTopic();
        var bytes = await WriteAsync(registry, topic, Of(schema, ("ms", at), ("us", at), ("id", id), ("price", new AvroDecimal(1234, 2))));
        var read = await ReadAsync(AvroSerdes.Plain<Priced>(registry, schema), topic, bytes);

        Assert.That(read, Is.EqualTo(new Priced(new DateTimeOffset(at.AddTicks(-4560)), at, id, 12.34m)));
    }

    [Test]
    public async Task Nested_records_evolve_too()
    {
        var writer = Record("""{"name":"page","type":{"type":"record","name":"Page","fields":[{"name":"path","type":"string"},{"name":"old","type":"double"}]}},{"name":"more","type":{"type":"array","items":"Page"}},{"name":"by","type":{"type":"map","values":"Page"}}""");
        var reader = Record("""{"name":"page","type":{"type":"record","name":"Page","fields":[{"name":"path","type":"string"},{"name":"title","type":"string","default":"-"}]}},{"name":"more","type":{"type":"array","items":"Page"}},{"name":"by","type":{"type":"map","values":"Page"}}""");
        var page = Of((RecordSchema)writer["page"].Schema, ("path", "/a"), ("old", 1.5));

        var read = await ResolveAsync(writer, reader, ("page", page), ("more", new object[] { page, page }), ("by", new Dictionary<string, object> { ["k"] = page }));

        var more = (object[])read["more"];
        Assert.That(((GenericRecord)read["page"])["title"], Is.EqualTo("-"));
        Assert.That(more.Cast<GenericRecord>().Select(static one => one["path"]), Is.EqualTo(new[] { "/a", "/a" }));
        Assert.That(((GenericRecord)((IDictionary<string, object>)read["by"])["k"])["path"], Is.EqualTo("/a"));
    }

    [Test]
    public async Task A_plain_type_reads_older_and_newer_records()
    {
        using var registry = TestRegistry.Connect();
        var topic = TestRegistry.NewTopic();
        var old = await WriteAsync(registry, topic, Of(Record("""{"name":"user","type":"string"},{"name":"n","type":"int"}""", "Person"), ("user", "ann"), ("n", 1)));
        var newer = await WriteAsync(registry, topic, Of(Record("""{"name":"visitor","type":"string"},{"name":"n","type":"int"},{"name":"extra","type":"string"}""", "Person"), ("visitor", "bob"), ("n", 2), ("extra", "x")));
        var schema = Record("""{"name":"visitor","type":"string","aliases":["user"]},{"name":"n","type":"long"},{"name":"country","type":["null","string"],"default":null}""", "Person");
        var serde = AvroSerdes.Plain<Person>(registry, schema);

        Assert.That(await ReadAsync(serde, topic, old), Is.EqualTo(new Person("ann", 1)));
        Assert.That(await ReadAsync(serde, topic, newer), Is.EqualTo(new Person("bob", 2)));
    }

    [Test]
    public async Task A_reader_without_a_default_refuses_with_the_field()
    {
        var error = (await Assert.ThrowsAsync<SerdeException>(() => ResolveAsync(Record("""{"name":"a","type":"int"}"""), Record("""{"name":"b","type":"int"}"""), ("a", 1))))!;

        Assert.That(error.Reason, Is.EqualTo("schema-mismatch"));
        Assert.That(error.Message, Does.Contain("b"));
    }

    [Test]
    public async Task A_schema_with_references_is_read()
    {
        using var registry = TestRegistry.Connect();
        var topic = TestRegistry.NewTopic();
        await registry.RegisterAsync($"{topic}-page", new Confluent.SchemaRegistry.Schema("""{"type":"record","name":"Page","namespace":"shop","fields":[{"name":"path","type":"string"}]}""", Confluent.SchemaRegistry.SchemaType.Avro), default);
        var outer = """{"type":"record","name":"R","namespace":"shop","fields":[{"name":"page","type":"shop.Page"}]}""";
        var id = (await registry.RegisterAsync(
            $"{topic}-value",
            new Confluent.SchemaRegistry.Schema(outer, [new Confluent.SchemaRegistry.SchemaReference("shop.Page", $"{topic}-page", 1)], Confluent.SchemaRegistry.SchemaType.Avro), default)).Id;

        var read = await ReadAsync(AvroSerdes.Generic(registry), topic, [0, (byte)(id >> 24), (byte)(id >> 16), (byte)(id >> 8), (byte)id, 4, (byte)'/', (byte)'a']);

        Assert.That(((GenericRecord)read["page"])["path"], Is.EqualTo("/a"));
    }

    [Test]
    public void A_plain_type_without_the_fields_is_refused_with_those_that_exist()
    {
        using var server = new ScriptedRegistry();
        using var registry = server.Connect();

        Assert.That(
            () => AvroSerdes.Plain<Person>(registry, Record("""{"name":"a","type":"int"},{"name":"n","type":"int"}""")),
            Throws.ArgumentException.With.Message.Contains("Visitor").And.Message.Contains("a, n"));
    }

    public sealed record Priced(DateTimeOffset Ms, DateTime Us, Guid Id, decimal Price);

    public sealed record Person(string Visitor, long N, string? Country = null);
}
