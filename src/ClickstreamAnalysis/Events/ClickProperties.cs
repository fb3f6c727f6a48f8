using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using ClickstreamAnalysis.Events;

namespace ClickstreamAnalysis;

/// <summary>The named values of a click, stored as the bytes of their JSON object.</summary>
/// <remarks>
/// Nothing is parsed in advance. Each lookup scans the object once, so look a value up once and keep it on hot paths. Lookups find
/// only members of the object itself, not of nested objects. The last value of a repeated name wins. A name or string with an
/// unpaired surrogate is kept but never found. Immutable and thread-safe. Equal when the bytes are equal. The default value has no
/// members.
/// </remarks>
public readonly struct ClickProperties : IEquatable<ClickProperties>
{
    /// <summary>One less than for a click, which contains the properties.</summary>
    private const int MaxDepth = ClickEventSerde.MaxDepth - 1;

    private readonly ReadOnlyMemory<byte> _json;

    /// <summary>Wraps bytes that are known to be one JSON object with at least one member.</summary>
    internal ClickProperties(ReadOnlyMemory<byte> trustedJson) => _json = trustedJson;

    /// <summary>The UTF-8 bytes of the JSON object; empty when there are no members.</summary>
    public ReadOnlyMemory<byte> Json => _json;

    /// <summary>Whether there are no members.</summary>
    public bool IsEmpty => _json.IsEmpty;

    /// <summary>Compares the bytes for equality.</summary>
    /// <param name="left">The first operand.</param>
    /// <param name="right">The second operand.</param>
    /// <returns>True when both have the same bytes.</returns>
    public static bool operator ==(ClickProperties left, ClickProperties right) => left.Equals(right);

    /// <summary>Compares the bytes for inequality.</summary>
    /// <param name="left">The first operand.</param>
    /// <param name="right">The second operand.</param>
    /// <returns>True when the bytes differ.</returns>
    public static bool operator !=(ClickProperties left, ClickProperties right) => !left.Equals(right);

    /// <summary>Creates properties from names and values.</summary>
    /// <param name="members">Names with values: a string, a Boolean, a number of any built-in type, or null.</param>
    /// <returns>The properties, in the order given.</returns>
    /// <exception cref="ArgumentException">A value has another type, or a number is not finite.</exception>
    public static ClickProperties From(params ReadOnlySpan<(string Name, object? Value)> members)
    {
        if (members.IsEmpty)
        {
            return default;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in members)
            {
                Write(writer, name, value);
            }

            writer.WriteEndObject();
        }

        return new ClickProperties(buffer.WrittenSpan.ToArray());
    }

    /// <summary>Creates properties from a JSON object. The bytes are copied.</summary>
    /// <param name="utf8Json">The object as UTF-8, at most 15 levels deep.</param>
    /// <returns>The properties; empty for an object without members.</returns>
    /// <exception cref="FormatException">The bytes are not exactly one JSON object.</exception>
    public static ClickProperties Parse(ReadOnlySpan<byte> utf8Json)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8Json, new JsonReaderOptions { MaxDepth = MaxDepth });
            if (Utf8.IsValid(utf8Json) && reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                var end = (int)reader.BytesConsumed;
                if (!reader.Read())
                {
                    return HasMembers(utf8Json[start..end]) ? new ClickProperties(utf8Json[start..end].ToArray()) : default;
                }
            }
        }
        catch (JsonException)
        {
            // The reader's message may quote the data, so the exception below replaces it.
        }

        throw new FormatException("Click properties must be one JSON object in UTF-8, at most 15 levels deep.");
    }

    /// <summary>Looks up a string.</summary>
    /// <param name="name">The name of the member, case-sensitive.</param>
    /// <param name="value">The string, if found.</param>
    /// <returns>False when the member does not exist or is not a string.</returns>
    public bool TryGetString(string name, [NotNullWhen(true)] out string? value)
    {
        value = null;
        if (!TryFind(name, out var reader) || reader.TokenType != JsonTokenType.String || !IsText(in reader))
        {
            return false;
        }

        value = reader.GetString()!;
        return true;
    }

    /// <summary>Looks up a number.</summary>
    /// <param name="name">The name of the member, case-sensitive.</param>
    /// <param name="value">The number, if found.</param>
    /// <returns>False when the member does not exist, is not a number, or is too large for a double.</returns>
    public bool TryGetNumber(string name, out double value)
    {
        value = 0;
        return TryFind(name, out var reader)
            && reader.TokenType == JsonTokenType.Number
            && reader.TryGetDouble(out value)
            && double.IsFinite(value);
    }

    /// <summary>Looks up a Boolean.</summary>
    /// <param name="name">The name of the member, case-sensitive.</param>
    /// <param name="value">The Boolean, if found.</param>
    /// <returns>False when the member does not exist or is not a Boolean.</returns>
    public bool TryGetBoolean(string name, out bool value)
    {
        value = false;
        if (!TryFind(name, out var reader) || reader.TokenType is not (JsonTokenType.True or JsonTokenType.False))
        {
            return false;
        }

        value = reader.TokenType == JsonTokenType.True;
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(ClickProperties other) => _json.Span.SequenceEqual(other._json.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ClickProperties other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(_json.Span);
        return hash.ToHashCode();
    }

    /// <summary>Returns the JSON object as a string; <c>{}</c> when there are no members.</summary>
    /// <returns>The JSON object.</returns>
    public override string ToString() => IsEmpty ? "{}" : Encoding.UTF8.GetString(_json.Span);

    /// <summary>Whether an object that is known to be valid JSON has members.</summary>
    internal static bool HasMembers(ReadOnlySpan<byte> trustedObject) => trustedObject.IndexOf((byte)'"') >= 0;

    private static void Write(Utf8JsonWriter writer, string name, object? value)
    {
        ArgumentNullException.ThrowIfNull(name, nameof(value));
        switch (value)
        {
            case null: writer.WriteNull(name); break;
            case string text: writer.WriteString(name, text); break;
            case bool boolean: writer.WriteBoolean(name, boolean); break;
            case decimal number: writer.WriteNumber(name, number); break;
            case double number: writer.WriteNumber(name, number); break;
            case float number: writer.WriteNumber(name, number); break;
            case ulong number: writer.WriteNumber(name, number); break;
            case long or int or uint or short or ushort or byte or sbyte:
                writer.WriteNumber(name, Convert.ToInt64(value, null));
                break;
            default:
                throw new ArgumentException(
                    $"A click property can be text, a boolean, a number or null, not {value.GetType().Name}.", nameof(value));
        }
    }

    /// <summary>
    /// Returns false for a name or value with an unpaired surrogate, written as an escape. It is valid JSON, which JavaScript writes when it
    /// cuts an emoji in two, but .NET cannot read it as a string.
    /// </summary>
    private static bool IsText(in Utf8JsonReader reader) => !reader.ValueIsEscaped || JsonEscapes.FormText(reader.ValueSpan);

    private bool TryFind(string name, out Utf8JsonReader value)
    {
        ArgumentNullException.ThrowIfNull(name);
        value = default;
        if (IsEmpty)
        {
            return false;
        }

        var found = false;
        var reader = new Utf8JsonReader(_json.Span, new JsonReaderOptions { MaxDepth = MaxDepth });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var matches = IsText(in reader) && reader.ValueTextEquals(name);
            reader.Read();
            if (matches)
            {
                value = reader;
                found = true;
            }

            reader.Skip();
        }

        return found;
    }
}
