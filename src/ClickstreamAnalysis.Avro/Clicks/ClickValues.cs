using System.Buffers;
using System.Buffers.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Avro;
using ClickstreamAnalysis.Avro.Coding;

namespace ClickstreamAnalysis.Avro.Clicks;

/// <summary>Reads the values of a click.</summary>
internal static class ClickValues
{
    private const long MicrosPerMs = 1_000;
    private const long NanosPerMs = 1_000_000;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? s_buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? s_json;

    /// <summary>The record that a field is, or is when it is not null; null for other types.</summary>
    public static RecordSchema? RecordIn(Schema? schema) => schema switch
    {
        RecordSchema record => record,
        UnionSchema union when union.Schemas.Count(static branch => branch.Tag != Schema.Type.Null) == 1 =>
            union.Schemas.First(static branch => branch.Tag != Schema.Type.Null) as RecordSchema,
        _ => null,
    };

    /// <summary>Whether a field can be this part of a click.</summary>
    public static bool Takes(ClickTarget target, Schema schema) => schema switch
    {
        UnionSchema union => union.Schemas.All(branch => branch.Tag == Schema.Type.Null || Takes(target, branch)),
        LogicalSchema logical when target == ClickTarget.Time => logical.LogicalTypeName.Contains("timestamp-", StringComparison.Ordinal),
        LogicalSchema logical when target != ClickTarget.Properties => logical.LogicalTypeName == "uuid" && logical.BaseSchema.Tag == Schema.Type.String,
        _ => target switch
        {
            ClickTarget.Properties => schema.Tag is Schema.Type.String || (schema is MapSchema map && TakesAsProperty(map.ValueSchema)),
            ClickTarget.Time => schema.Tag is Schema.Type.Long or Schema.Type.Int or Schema.Type.Double or Schema.Type.String,
            _ => schema.Tag is Schema.Type.String or Schema.Type.Int or Schema.Type.Long or Schema.Type.Enumeration,
        },
    };

    /// <summary>Reads the branch of a union; null when the value is null.</summary>
    public static Schema? Enter(AvroDecoder decoder, Schema schema)
    {
        if (schema is UnionSchema union)
        {
            schema = union.Schemas[decoder.ReadUnionIndex()];
        }

        return schema.Tag == Schema.Type.Null ? null : schema;
    }

    public static string ReadText(AvroDecoder decoder, Schema schema)
    {
        switch (schema.Tag)
        {
            case Schema.Type.Int or Schema.Type.Long:
                Span<byte> digits = stackalloc byte[20];
                Utf8Formatter.TryFormat(decoder.ReadLong(), digits, out var length);
                return Serdes.Utf8.Deserialize(digits[..length]);
            case Schema.Type.Enumeration:
                return ((EnumSchema)schema)[decoder.ReadEnum()];
            default:
                return decoder.ReadString();
        }
    }

    public static long ReadTime(AvroDecoder decoder, Schema schema, long unitMs)
    {
        if (schema is LogicalSchema logical)
        {
            var value = decoder.ReadLong();
            return logical.LogicalTypeName switch
            {
                "timestamp-micros" or "local-timestamp-micros" => FloorDivide(value, MicrosPerMs),
                "timestamp-nanos" or "local-timestamp-nanos" => FloorDivide(value, NanosPerMs),
                _ => value,
            };
        }

        switch (schema.Tag)
        {
            case Schema.Type.String:
                return ClickTime.TryParse(decoder.ReadSpan(), out var time) ? time.ToUnixTimeMilliseconds() : throw Missing.InvalidTime();
            case Schema.Type.Double:
                var number = decoder.ReadDouble() * unitMs;
                return number is >= 0 and < long.MaxValue ? (long)number : throw Missing.InvalidTime();
            default:
                var whole = decoder.ReadLong();
                return whole >= 0 && whole <= long.MaxValue / unitMs ? whole * unitMs : throw Missing.InvalidTime();
        }
    }

    public static ClickProperties ReadProperties(AvroDecoder decoder, Schema schema)
    {
        if (schema is not MapSchema map)
        {
            return ClickProperties.Parse(decoder.ReadSpan());
        }

        var buffer = s_buffer ??= new ArrayBufferWriter<byte>();
        buffer.ResetWrittenCount();
        var json = s_json ??= new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
        json.Reset(buffer);
        json.WriteStartObject();
        for (var count = decoder.ReadMapStart(); count != 0; count = decoder.ReadMapNext())
        {
            for (; count > 0; count--)
            {
                json.WritePropertyName(decoder.ReadSpan());
                Write(decoder, map.ValueSchema, json);
            }
        }

        json.WriteEndObject();
        json.Flush();
        return ClickProperties.Parse(buffer.WrittenSpan);
    }

    private static bool TakesAsProperty(Schema schema) => schema is UnionSchema union
        ? union.Schemas.All(TakesAsProperty)
        : schema is not LogicalSchema && schema.Tag is Schema.Type.Null or Schema.Type.String or Schema.Type.Int or Schema.Type.Long or Schema.Type.Float or Schema.Type.Double or Schema.Type.Boolean;

    private static void Write(AvroDecoder decoder, Schema schema, Utf8JsonWriter json)
    {
        switch (Enter(decoder, schema)?.Tag)
        {
            case null: json.WriteNullValue(); break;
            case Schema.Type.String: json.WriteStringValue(decoder.ReadSpan()); break;
            case Schema.Type.Boolean: json.WriteBooleanValue(decoder.ReadBoolean()); break;
            case Schema.Type.Float: json.WriteNumberValue(decoder.ReadFloat()); break;
            case Schema.Type.Double: json.WriteNumberValue(decoder.ReadDouble()); break;
            default: json.WriteNumberValue(decoder.ReadLong()); break;
        }
    }

    private static long FloorDivide(long value, long divisor) => value >= 0 ? value / divisor : (value - divisor + 1) / divisor;
}
