using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using ClickstreamAnalysis.Events;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis;

/// <summary>Serializes clicks as JSON objects.</summary>
/// <remarks>
/// <para>
/// The layout is <c>{"user":"u1","event":"view","ts":1760000000000,"page":"/cart","referrer":…,"campaign":…,"userAgent":…,"properties":{…}}</c>.
/// Only <c>user</c>, <c>event</c> and <c>ts</c> are required. Null counts as absent, and so does an empty user or event. Names
/// are case-sensitive, unknown names are skipped, and the last value of a repeated name wins. <c>ts</c> is a number of
/// milliseconds since 1970-01-01T00:00:00Z (a fraction is truncated) or a string in a format of <see cref="ClickTime"/>.
/// </para>
/// <para>
/// Reasons of a <see cref="SerdeException"/>: <c>invalid-json</c> (also for invalid UTF-8 and for more than 16 levels),
/// <c>byte-order-mark</c>, <c>wrong-type</c>, <c>missing-user</c>, <c>missing-event</c>, <c>missing-time</c>, and
/// <c>invalid-time</c> for a time that cannot be parsed, is before 1970 or after the year 9999.
/// </para>
/// <para>
/// Reading does not allocate once the strings are cached, except for <see cref="ClickFields.Properties"/>, whose bytes are
/// copied. Thread-safe.
/// </para>
/// </remarks>
public sealed class ClickEventSerde : ISerde<ClickEvent>
{
    /// <summary>The last millisecond of the year 9999.</summary>
    internal const long MaxTimestampMs = 253_402_300_799_999;

    /// <summary>The maximum depth of objects and arrays in a click, including the click's own object.</summary>
    internal const int MaxDepth = 16;

    private static readonly JsonReaderOptions s_readerOptions = new() { MaxDepth = MaxDepth };

    // The default encoder escapes '&' in URLs as six bytes to protect HTML. This JSON is never embedded in HTML.
    private static readonly JsonWriters s_writers = new(
        new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });

    private readonly ClickFields _fields;
    private readonly ClickLayouts _layouts;

    /// <summary>Creates a serde.</summary>
    /// <param name="fields">The optional fields to read. Writing always includes every field that is set. Default: all fields.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="fields"/> has an undefined bit.</exception>
    public ClickEventSerde(ClickFields fields = ClickFields.All)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(fields & ~ClickFields.All, ClickFields.None, nameof(fields));
        _fields = fields;
        _layouts = new ClickLayouts(fields);
    }

    /// <summary>The serde that reads every field.</summary>
    public static ClickEventSerde Default { get; } = new();

    /// <summary>The optional fields that are read.</summary>
    public ClickFields Fields => _fields;

    /// <inheritdoc/>
    public ClickEvent Deserialize(ReadOnlySpan<byte> bytes)
    {
        // Utf8JsonReader validates only the strings that are read; skipped ones would pass invalid bytes downstream.
        if (!Utf8.IsValid(bytes))
        {
            ByteOrderMark.ThrowIfPresent(bytes);
            throw new SerdeException("invalid-json", "A click is not valid UTF-8.");
        }

        var scanner = new ClickScanner(bytes, _fields);
        if (!scanner.TryRead(_layouts.First))
        {
            return DeserializeUnusual(bytes);
        }

        if (scanner.HasNewLayout)
        {
            _layouts.Learn(bytes);
        }

        return scanner.Click;
    }

    /// <summary>Reads any valid click and reports errors for other bytes. The bytes must be valid UTF-8.</summary>
    internal ClickEvent DeserializeUnusual(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes, s_readerOptions);
            return Read(ref reader, bytes);
        }
        catch (JsonException e)
        {
            ByteOrderMark.ThrowIfPresent(bytes);

            // The inner message may quote the data, so it is not passed on.
            throw new SerdeException(
                "invalid-json", $"A click is not valid JSON: line {e.LineNumber}, byte {e.BytePositionInLine} of that line.");
        }
        catch (InvalidOperationException)
        {
            throw new SerdeException("invalid-json", "A click contains an escape sequence that is half of a surrogate pair.");
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The user or event name is null or empty.</exception>
    public void Serialize(in ClickEvent value, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        if (string.IsNullOrEmpty(value.User) || string.IsNullOrEmpty(value.Name))
        {
            throw new ArgumentException("A click needs a user and an event name.", nameof(value));
        }

        var writer = s_writers.Take(destination);
        writer.WriteStartObject();
        writer.WriteString("user"u8, value.User);
        writer.WriteString("event"u8, value.Name);
        writer.WriteNumber("ts"u8, value.TimestampMs);
        WriteOptional(writer, "page"u8, value.Page);
        WriteOptional(writer, "referrer"u8, value.Referrer);
        WriteOptional(writer, "campaign"u8, value.Campaign);
        WriteOptional(writer, "userAgent"u8, value.UserAgent);
        if (!value.Properties.IsEmpty)
        {
            writer.WritePropertyName("properties"u8);
            writer.WriteRawValue(value.Properties.Json.Span, skipInputValidation: true);
        }

        writer.WriteEndObject();
        writer.Flush();
        s_writers.Return(writer);
    }

    private static void WriteOptional(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    private ClickEvent Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> bytes)
    {
        string? user = null, name = null, page = null, referrer = null, campaign = null, userAgent = null;
        long? time = null;
        ClickProperties properties = default;

        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new SerdeException("wrong-type", "A click must be a JSON object.");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = FieldOf(ref reader);
            reader.Read();
            switch (field)
            {
                case ClickFieldName.User: user = ReadText(ref reader, StringPool.Keys, field); break;
                case ClickFieldName.Event: name = ReadText(ref reader, StringPool.Values, field); break;
                case ClickFieldName.Time: time = ReadTime(ref reader); break;
                case ClickFieldName.Page: page = ReadText(ref reader, StringPool.Values, field); break;
                case ClickFieldName.Referrer: referrer = ReadText(ref reader, StringPool.Values, field); break;
                case ClickFieldName.Campaign: campaign = ReadText(ref reader, StringPool.Values, field); break;
                case ClickFieldName.UserAgent: userAgent = ReadText(ref reader, StringPool.Values, field); break;
                case ClickFieldName.Properties: properties = ReadProperties(ref reader, bytes); break;
                default: reader.Skip(); break;
            }
        }

        // Throws if anything but whitespace follows the object.
        reader.Read();
        if (string.IsNullOrEmpty(user))
        {
            ThrowMissing("missing-user", "user");
        }

        if (string.IsNullOrEmpty(name))
        {
            ThrowMissing("missing-event", "event");
        }

        if (time is null)
        {
            ThrowMissing("missing-time", "ts");
        }

        return new ClickEvent
        {
            User = user,
            Name = name,
            TimestampMs = time.Value,
            Page = page,
            Referrer = referrer,
            Campaign = campaign,
            UserAgent = userAgent,
            Properties = properties,
        };
    }

    private ClickFieldName FieldOf(ref Utf8JsonReader reader) =>
        reader.ValueIsEscaped ? FieldOfEscaped(ref reader) : ClickFieldNames.Of(reader.ValueSpan, _fields);

    private ClickFieldName FieldOfEscaped(ref Utf8JsonReader reader)
    {
        // An escape uses at most six bytes per byte, and the longest known name has ten bytes.
        Span<byte> unescaped = stackalloc byte[64];
        return reader.ValueSpan.Length > unescaped.Length
            ? ClickFieldName.Other
            : ClickFieldNames.Of(unescaped[..reader.CopyString(unescaped)], _fields);
    }

    private static string? ReadText(ref Utf8JsonReader reader, StringPool pool, ClickFieldName field)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return reader.TokenType == JsonTokenType.Null ? null : ThrowWrongType(field, "a string");
        }

        return ReadText(ref reader, pool);
    }

    /// <summary>Reads a string, from the pool if it is there.</summary>
    internal static string? ReadText(ref Utf8JsonReader reader, StringPool pool) =>
        reader.ValueIsEscaped ? ReadEscapedText(ref reader, pool) : pool.Get(reader.ValueSpan);

    // A separate method, so that reading an ordinary string does not pay for clearing the stack buffer.
    private static string? ReadEscapedText(ref Utf8JsonReader reader, StringPool pool)
    {
        if (reader.ValueSpan.Length > 512)
        {
            return reader.GetString();
        }

        Span<byte> unescaped = stackalloc byte[512];
        return pool.Get(unescaped[..reader.CopyString(unescaped)]);
    }

    private static long? ReadTime(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.Number when reader.TryGetInt64(out var whole):
                return whole is >= 0 and <= MaxTimestampMs ? whole : ThrowInvalidTime();
            case JsonTokenType.Number when reader.TryGetDouble(out var number) && number is >= 0 and <= MaxTimestampMs:
                return (long)number;
            case JsonTokenType.String when TryReadIso8601(ref reader, out var ms):
                return ms >= 0 ? ms : ThrowInvalidTime();
            default:
                return ThrowInvalidTime();
        }
    }

    private static bool TryReadIso8601(ref Utf8JsonReader reader, out long timestampMs)
    {
        if (!reader.ValueIsEscaped)
        {
            return IsoTime.TryParse(reader.ValueSpan, out timestampMs);
        }

        timestampMs = 0;
        Span<byte> unescaped = stackalloc byte[512];
        return reader.ValueSpan.Length <= unescaped.Length && IsoTime.TryParse(unescaped[..reader.CopyString(unescaped)], out timestampMs);
    }

    private static ClickProperties ReadProperties(ref Utf8JsonReader reader, ReadOnlySpan<byte> bytes)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return reader.TokenType == JsonTokenType.Null ? default : ThrowWrongTypeOfProperties();
        }

        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        var json = bytes[start..(int)reader.BytesConsumed];
        return ClickProperties.HasMembers(json) ? new ClickProperties(json.ToArray()) : default;
    }

    [DoesNotReturn]
    private static void ThrowMissing(string reason, string field) =>
        throw new SerdeException(reason, $"A click needs a value of \"{field}\".");

    [DoesNotReturn]
    private static string ThrowWrongType(ClickFieldName field, string expected) =>
        throw new SerdeException("wrong-type", $"The {field} of a click must be {expected}.");

    [DoesNotReturn]
    private static ClickProperties ThrowWrongTypeOfProperties() =>
        throw new SerdeException("wrong-type", "The properties of a click must be a JSON object.");

    [DoesNotReturn]
    private static long ThrowInvalidTime() => throw new SerdeException(
        "invalid-time", "The time of a click must be milliseconds since 1970 or an ISO 8601 string, from 1970 to the year 9999.");
}
