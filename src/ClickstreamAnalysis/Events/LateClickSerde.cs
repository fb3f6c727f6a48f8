using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis.Events;

/// <summary>Serializes late clicks as JSON.</summary>
internal sealed class LateClickSerde : ISerde<LateRecord<ClickEvent>>
{
    public static readonly LateClickSerde Instance = new();

    private static readonly JsonWriters s_writers = new(new JsonWriterOptions { SkipValidation = true });

    public LateRecord<ClickEvent> Deserialize(ReadOnlySpan<byte> bytes)
    {
        if (Read(bytes) is not { Reason: { } reason, Click.ValueKind: not JsonValueKind.Undefined } fields || !UnixTime.IsTimeSpan(fields.Time, fields.StreamTime))
        {
            throw new SerdeException("invalid-late-click", "This JSON is not a late click: its click or reason is missing, or its lateness does not fit a TimeSpan.");
        }

        var click = ClickEvent.Serde.Deserialize(JsonMarshal.GetRawUtf8Value(fields.Click));
        return new(click, fields.Time, fields.StreamTime, reason);
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

        // The click's own serde writes directly to the destination, between two parts written here.
        json.Flush();
        ClickEvent.Serde.Serialize(value.Value, destination);
        destination.Write("}"u8);
        s_writers.Return(json);
    }

    private static LateClickFields? Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, LateClickJson.Default.LateClickFields);
        }
        catch (JsonException error)
        {
            throw new SerdeException("invalid-late-click", "These bytes are not a late click as JSON.", error);
        }
    }
}
