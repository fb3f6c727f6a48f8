using Avro;
using Avro.Generic;
using ClickstreamAnalysis.Formats.Tests.Registry;
using Confluent.Kafka;
using Confluent.SchemaRegistry.Serdes;

namespace ClickstreamAnalysis.Formats.Tests.Avro;

/// <summary>Records that Confluent's serializer writes, with a schema of the real registry.</summary>
internal static class RegistryRecords
{
    public static RecordSchema Parse(string text) => (RecordSchema)global::Avro.Schema.Parse(text);

    public static RecordSchema Record(string fields, string name = "R") => Parse($$"""{"type":"record","name":"{{name}}","namespace":"shop","fields":[{{fields}}]}""");

    public static GenericRecord Of(RecordSchema schema, params (string Name, object? Value)[] fields)
    {
        var record = new GenericRecord(schema);
        foreach (var (name, value) in fields)
        {
            record.Add(name, value);
        }

        return record;
    }

    public static async Task<byte[]> WriteAsync(SchemaRegistrySession registry, string topic, GenericRecord record) =>
        (await new AvroSerializer<GenericRecord>(registry.Client).SerializeAsync(record, new SerializationContext(MessageComponentType.Value, topic)))!;

    /// <summary>Reads as an application does: prepares, and waits for schemas.</summary>
    public static async Task<T> ReadAsync<T>(ISerde<T> serde, string topic, byte[] bytes)
    {
        await ((IPreparedSerde)serde).PrepareAsync(new SerdeUse(topic, IsKey: false, SerdeAccess.Read), default);
        while (true)
        {
            try
            {
                return serde.Deserialize(bytes);
            }
            catch (SerdeNotReadyException error)
            {
                await error.Ready.WaitAsync(TimeSpan.FromSeconds(30));
            }
        }
    }

    /// <summary>Writes with one schema, and reads with another.</summary>
    public static async Task<GenericRecord> ResolveAsync(RecordSchema writer, RecordSchema reader, params (string Name, object? Value)[] fields)
    {
        using var registry = TestRegistry.Connect();
        var topic = TestRegistry.NewTopic();
        var bytes = await WriteAsync(registry, topic, Of(writer, fields));
        return await ReadAsync(AvroSerdes.Generic(registry, reader), topic, bytes);
    }
}
