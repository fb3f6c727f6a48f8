using System.Buffers;
using Avro.Generic;
using ClickstreamAnalysis.Formats.Tests.Registry;
using Confluent.SchemaRegistry;
using static ClickstreamAnalysis.Formats.Tests.Avro.RegistryRecords;

namespace ClickstreamAnalysis.Formats.Tests.Avro;

/// <summary>Schemas that refer to a type of another subject of the real registry.</summary>
public sealed class ReferenceTests
{
    private const string Page = """{"type":"record","name":"Page","namespace":"shop","fields":[{"name":"path","type":"string"}]}""";
    private const string Click = """{"type":"record","name":"Click","namespace":"shop","fields":[{"name":"page","type":"shop.Page"}]}""";

    [Test]
    public async Task A_record_is_written_with_the_references_of_the_options_and_read_again()
    {
        var topic = TestRegistry.NewTopic();
        using (var registering = TestRegistry.Connect())
        {
            await registering.RegisterAsync($"{topic}-page", new Schema(Page, SchemaType.Avro), default);
            await registering.RegisterAsync($"{topic}-value", new Schema(Click, [new SchemaReference("shop.Page", $"{topic}-page", 1)], SchemaType.Avro), default);
        }

        using var registry = TestRegistry.Connect(new RegistryOptions { UseLatestVersion = true, AutoRegister = false });
        var schema = Parse(Click.Replace("\"shop.Page\"", Page, StringComparison.Ordinal));
        var serde = AvroSerdes.Generic(registry, schema);
        await ((IPreparedSerde)serde).PrepareAsync(new SerdeUse(topic, IsKey: false, SerdeAccess.Write), default);
        var buffer = new ArrayBufferWriter<byte>();
        serde.Serialize(Of(schema, ("page", Of((global::Avro.RecordSchema)schema["page"].Schema, ("path", "/a")))), buffer);

        var read = await ReadAsync(AvroSerdes.Generic(registry), topic, buffer.WrittenSpan.ToArray());
        Assert.That(((GenericRecord)read["page"])["path"], Is.EqualTo("/a"));
    }
}
