using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ClickstreamAnalysis.AspNetCore.Answers;

/// <summary>Writes a 64-bit integer as a number, or as text when JavaScript, whose numbers are exact up to 2^53 - 1, would round it.</summary>
internal sealed class ExactInt64Converter : JsonConverter<long>
{
    private const long Largest = (1L << 53) - 1;

    /// <summary>Writes a value.</summary>
    public static void Write(Utf8JsonWriter writer, long value)
    {
        if (value is >= -Largest and <= Largest)
        {
            writer.WriteNumberValue(value);
        }
        else
        {
            writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
        }
    }

    public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType == JsonTokenType.String
        && long.TryParse(reader.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : reader.GetInt64();

    public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options) => Write(writer, value);
}
