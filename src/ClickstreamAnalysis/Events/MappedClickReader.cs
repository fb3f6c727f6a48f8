using System.Text.Json;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis.Events;

/// <summary>Reads the fields of one click along the paths of a mapping.</summary>
internal ref struct MappedClickReader(ReadOnlySpan<byte> json, ClickTimeUnit timeUnit)
{
    private const int MaxTextBytes = 512;

    private readonly ReadOnlySpan<byte> _json = json;

    public MappedFields Fields = new();

    /// <summary>Reads a value, of which the reader is at the first token, and everything below it.</summary>
    public void Read(ref Utf8JsonReader reader, PathNode node)
    {
        foreach (var (field, place) in node.Targets)
        {
            Take(ref reader, field, place);
        }

        if (reader.TokenType == JsonTokenType.StartObject)
        {
            ReadMembers(ref reader, node);
        }
        else if (reader.TokenType == JsonTokenType.StartArray)
        {
            ReadElements(ref reader, node);
        }
    }

    private void ReadMembers(ref Utf8JsonReader reader, PathNode node)
    {
        Span<byte> name = stackalloc byte[MaxTextBytes];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = reader.ValueSpan.Length > MaxTextBytes ? null
                : PathNode.Find(node.Members, reader.ValueIsEscaped ? name[..reader.CopyString(name)] : reader.ValueSpan);
            reader.Read();
            if (member is null)
            {
                reader.Skip();
            }
            else
            {
                Read(ref reader, member);
            }
        }
    }

    private void ReadElements(ref Utf8JsonReader reader, PathNode node)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var element = node.Elements.Count > 0 && reader.TokenType == JsonTokenType.StartObject ? ElementOf(reader, node) : null;
            if (element is null)
            {
                reader.Skip();
            }
            else
            {
                Read(ref reader, element);
            }
        }
    }

    /// <summary>Finds the element of this object by the value of its key. Gets a copy of the reader: the object is read again.</summary>
    private static PathNode? ElementOf(Utf8JsonReader reader, PathNode node)
    {
        Span<byte> key = stackalloc byte[MaxTextBytes];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isKey = reader.ValueTextEquals("key"u8);
            reader.Read();
            if (isKey && reader.TokenType == JsonTokenType.String)
            {
                return reader.ValueSpan.Length > MaxTextBytes ? null : PathNode.Find(node.Elements, key[..reader.CopyString(key)]);
            }

            reader.Skip();
        }

        return null;
    }

    private void Take(ref Utf8JsonReader reader, ClickFieldName field, int place)
    {
        if (!Fields.Wants(field, place))
        {
            return;
        }

        switch (field)
        {
            case ClickFieldName.Time: TakeTime(ref reader, place); break;
            case ClickFieldName.Properties: TakeProperties(reader, place); break;
            default: TakeText(ref reader, field, place); break;
        }
    }

    private void TakeText(ref Utf8JsonReader reader, ClickFieldName field, int place)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                if (ClickEventSerde.ReadText(ref reader, field == ClickFieldName.User ? StringPool.Keys : StringPool.Values) is { Length: > 0 } text)
                {
                    Fields.SetText(field, place, text);
                }

                break;
            case JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False:
                Fields.SetText(field, place, reader.ValueSpan);
                break;
            case JsonTokenType.Null:
                break;
            default:
                throw new SerdeException("wrong-type", $"The {field} of a click must be a text or a number, and is an object or an array.");
        }
    }

    private void TakeTime(ref Utf8JsonReader reader, int place)
    {
        if (reader.TokenType == JsonTokenType.Null || (reader.TokenType == JsonTokenType.String && reader.ValueSpan.IsEmpty))
        {
            return;
        }

        Span<byte> text = stackalloc byte[MaxTextBytes];
        var span = reader.TokenType == JsonTokenType.Number ? reader.ValueSpan
            : reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length <= MaxTextBytes ? text[..reader.CopyString(text)] : default;
        Fields.SetTime(place, MappedTime.Parse(span, timeUnit)
            ?? throw new SerdeException("invalid-time", $"The time of a click must be an ISO 8601 text or {timeUnit} since 1970, from 1970 to the year 9999."));
    }

    private void TakeProperties(Utf8JsonReader reader, int place)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            Fields.SetProperties(place, _json[start..(int)reader.BytesConsumed]);
        }
    }
}
