using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis.Events;

/// <summary>A text as JSON: <c>"u"</c>.</summary>
internal sealed class JsonTextSerde : ISerde<string>
{
    public static readonly JsonTextSerde Instance = new();

    private static readonly JsonWriters s_writers = new(new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });

    private JsonTextSerde()
    {
    }

    public string Name => "json text";

    public string Deserialize(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes);
            if (Utf8.IsValid(bytes) && reader.Read() && reader.TokenType == JsonTokenType.String && ClickEventSerde.ReadText(ref reader, StringPool.Keys) is { } text && !reader.Read())
            {
                return text;
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // The message may quote the data, so the exception below replaces it.
        }

        throw new SerdeException("invalid-json", "A key is not a JSON text in quotation marks. If keys are written without them, read them with ClickKey.Record.");
    }

    public void Serialize(in string value, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(destination);
        var writer = s_writers.Take(destination);
        writer.WriteStringValue(value);
        writer.Flush();
        s_writers.Return(writer);
    }
}
