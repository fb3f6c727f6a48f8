using System.Buffers;
using System.Text.Json;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis.Events;

/// <summary>Late clicks as JSON.</summary>
internal sealed class LateClickSerde : ISerde<LateRecord<ClickEvent>>
{
    public static readonly LateClickSerde Instance = new();

    private static readonly JsonWriters s_writers = new(new JsonWriterOptions { SkipValidation = true });

    public LateRecord<ClickEvent> Deserialize(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes);
        long time = 0, streamTime = 0;
        string? reason = null;
        ClickEvent? click = null;
        try
        {
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString();
                reader.Read();
                switch (name)
                {
                    case "time": time = reader.GetInt64(); break;
                    case "streamTime": streamTime = reader.GetInt64(); break;
                    case "reason": reason = reader.GetString(); break;
                    case "click":
                        var start = (int)reader.TokenStartIndex;
                        reader.Skip();
                        click = ClickEvent.Serde.Deserialize(bytes[start..(int)reader.BytesConsumed]);
                        break;
                    default: reader.Skip(); break;
                }
            }

            // Throws when anything but white space follows the object.
            reader.Read();
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            throw new SerdeException("invalid-late-click", "These bytes are no late click as JSON.", error);
        }

        return click is null || reason is null || !TimeDifference.IsTimeSpan(time, streamTime)
            ? throw new SerdeException("invalid-late-click", "This JSON is no late click: it has no click, no reason, or a lateness beyond any TimeSpan.")
            : new(click.Value, time, streamTime, reason);
    }

    public void Serialize(in LateRecord<ClickEvent> value, IBufferWriter<byte> destination)
    {
        var json = s_writers.Take(destination);
        json.WriteStartObject();
        json.WriteString("type"u8, "late"u8);
        json.WriteNumber("time"u8, value.TimestampMs);
        json.WriteNumber("streamTime"u8, value.StreamTimeMs);
        json.WriteNumber("lateness"u8, value.StreamTimeMs - value.TimestampMs);
        json.WriteString("reason"u8, value.Reason);
        json.WritePropertyName("click"u8);

        // The click is written by its own serde straight into the destination, between two parts of this writer.
        json.Flush();
        ClickEvent.Serde.Serialize(value.Value, destination);
        destination.Write("}"u8);
        s_writers.Return(json);
    }
}
