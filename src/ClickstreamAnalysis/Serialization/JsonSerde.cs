using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ClickstreamAnalysis.Serialization;

internal sealed class JsonSerde<T> : ISerde<T>
{
    private static readonly bool s_isClass = !typeof(T).IsValueType;

    private readonly JsonTypeInfo<T> _typeInfo;
    private readonly JsonWriters _writers;

    public JsonSerde(JsonTypeInfo<T> typeInfo)
    {
        _typeInfo = typeInfo;
        _writers = new JsonWriters(new JsonWriterOptions
        {
            Encoder = typeInfo.Options.Encoder,
            Indented = typeInfo.Options.WriteIndented,
            MaxDepth = typeInfo.Options.MaxDepth,
            SkipValidation = true,
        });
    }

    public string Name => $"json of {SerdeName.Of(typeof(T))}";

    public T Deserialize(ReadOnlySpan<byte> bytes)
    {
        T? value;
        try
        {
            value = JsonSerializer.Deserialize(bytes, _typeInfo);
        }
        catch (JsonException e)
        {
            ByteOrderMark.ThrowIfPresent(bytes);

            // The inner message and path may quote the data, so they are not passed on.
            throw new SerdeException(
                "invalid-json",
                $"{bytes.Length} bytes are not valid JSON of type {typeof(T).Name}: line {e.LineNumber}, byte {e.BytePositionInLine} of that line.");
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Thrown by a converter, constructor or setter of the type. Its message may quote the data too.
            throw new SerdeException("invalid-json", $"{bytes.Length} bytes are not valid JSON of type {typeof(T).Name}: reading them threw {e.GetType().Name}.");
        }

        return value is null && s_isClass
            ? throw new SerdeException("invalid-json", $"JSON null is not a value of type {typeof(T).Name}.")
            : value!;
    }

    public void Serialize(in T value, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var writer = _writers.Take(destination);
        JsonSerializer.Serialize(writer, value, _typeInfo);
        writer.Flush();
        _writers.Return(writer);
    }
}
