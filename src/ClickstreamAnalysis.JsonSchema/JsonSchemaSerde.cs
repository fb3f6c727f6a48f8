using System.Buffers;
using System.Text;
using System.Text.Json;
using Confluent.SchemaRegistry;
using NJsonSchema.Generation;

namespace ClickstreamAnalysis.JsonSchema;

/// <summary>Values of one type as JSON.</summary>
internal sealed class JsonSchemaSerde<T> : RegistrySerde<T>
    where T : class
{
    private readonly JsonSchemaOptions _options;
    private readonly NJsonSchema.JsonSchema _schema;

    public JsonSchemaSerde(SchemaRegistrySession registry, JsonSchemaOptions options)
        : base(registry)
    {
        _options = options;
        _schema = options.Schema is null ? Generate(options.Json) : Parse(options.Schema);
        WriterSchema = new Schema(options.Schema ?? _schema.ToJson(), [.. registry.Options.References], SchemaType.Json);
    }

    public override string Name => $"json schema of {RecordName}";

    protected override Schema? WriterSchema { get; }

    protected override string RecordName => _schema.Title ?? typeof(T).Name;

    protected override T ReadBody(int schemaId, ReadOnlySpan<byte> body)
    {
        try
        {
            var value = JsonSerializer.Deserialize<T>(body, _options.Json)
                ?? throw new SerdeException("null-value", $"The value is null, which is not a {typeof(T).Name}.");
            return _options.Validates ? Validated(value, body) : value;
        }
        catch (Exception error) when (error is not (SerdeException or OutOfMemoryException))
        {
            throw new SerdeException("invalid-json", $"The bytes are not a {typeof(T).Name} as JSON.", error);
        }
    }

    protected override void WriteBody(in T value, RegisteredWriter writer, IBufferWriter<byte> destination)
    {
        if (value is null)
        {
            throw new SerdeException("invalid-value", $"A value of type {typeof(T).Name} is null.");
        }

        using var json = new Utf8JsonWriter(destination);
        JsonSerializer.Serialize(json, value, _options.Json);
    }

    private T Validated(T value, ReadOnlySpan<byte> body)
    {
        var mistakes = _schema.Validate(Encoding.UTF8.GetString(body));
        return mistakes.Count == 0 ? value : throw new SerdeException(
            "schema-violation", $"The value breaks {mistakes.Count} rules of its schema, the first of them {mistakes.First().Kind}.");
    }

    private static NJsonSchema.JsonSchema Generate(JsonSerializerOptions json) =>
        NJsonSchema.JsonSchema.FromType<T>(new SystemTextJsonSchemaGeneratorSettings { SerializerOptions = json });

    private static NJsonSchema.JsonSchema Parse(string text)
    {
        try
        {
            return NJsonSchema.JsonSchema.FromJsonAsync(text).GetAwaiter().GetResult();
        }
        catch (Newtonsoft.Json.JsonException error)
        {
            throw new ArgumentException($"The schema of {typeof(T).Name} is no JSON Schema: {error.Message}", nameof(text), error);
        }
    }
}
