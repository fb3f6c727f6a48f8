using System.Buffers;
using System.Text.Json;

namespace ClickstreamAnalysis.Sketches;

/// <summary>Writes a list of the highest counts as JSON: <c>[{"key":…,"count":…,"error":…},…]</c>.</summary>
/// <param name="name">The type of the keys, in the name of the serde.</param>
/// <param name="write">Writes a key.</param>
/// <param name="read">Reads a key.</param>
internal sealed class TopCountsSerde<TKey>(string name, Action<Utf8JsonWriter, TKey> write, TopCountsSerde<TKey>.KeyReader read) : ISerde<IReadOnlyList<TopCount<TKey>>>
{
    internal delegate TKey KeyReader(ref Utf8JsonReader reader);

    public string Name => $"top counts of {name}";

    public IReadOnlyList<TopCount<TKey>> Deserialize(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes);
            Expect(reader.Read() && reader.TokenType == JsonTokenType.StartArray);
            var counts = new List<TopCount<TKey>>();
            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                counts.Add(ReadOne(ref reader));
            }

            Expect(reader.TokenType == JsonTokenType.EndArray && !reader.Read());
            return counts;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            throw new SerdeException("invalid-json", "A list of top counts must be JSON as this library writes it.", error);
        }
    }

    public void Serialize(in IReadOnlyList<TopCount<TKey>> value, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(destination);
        using var writer = new Utf8JsonWriter(destination);
        writer.WriteStartArray();
        foreach (var count in value)
        {
            writer.WriteStartObject();
            writer.WritePropertyName("key"u8);
            write(writer, count.Key);
            writer.WriteNumber("count"u8, count.Count);
            writer.WriteNumber("error"u8, count.Error);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private TopCount<TKey> ReadOne(ref Utf8JsonReader reader)
    {
        var key = default(TKey);
        var (hasKey, count, error) = (false, 0L, 0L);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isKey, isCount, isError) = (reader.ValueTextEquals("key"u8), reader.ValueTextEquals("count"u8), reader.ValueTextEquals("error"u8));
            Expect(reader.Read());
            if (isKey)
            {
                (key, hasKey) = (read(ref reader), true);
            }
            else if (isCount)
            {
                count = reader.GetInt64();
            }
            else if (isError)
            {
                error = reader.GetInt64();
            }
            else
            {
                reader.Skip();
            }
        }

        Expect(hasKey && reader.TokenType == JsonTokenType.EndObject);
        return new(key!, count, error);
    }

    private static void Expect(bool isSo)
    {
        if (!isSo)
        {
            throw new JsonException();
        }
    }
}
