using System.Text.Json;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis.Events;

/// <summary>Reads the fields of one click along the paths of a mapping.</summary>
internal ref struct MappedClickReader(ReadOnlySpan<byte> json, ClickTimeUnit timeUnit)
{
    private const int MaxTextBytes = 512;
    private const int FieldCount = (int)ClickFieldName.Properties + 1;

    private readonly ReadOnlySpan<byte> _json = json;
    private MappedTexts _texts;
    private MappedPlaces _places;
    private long? _timestampMs;

    public ClickProperties Properties { get; private set; }

    public readonly long? TimestampMs => _timestampMs;

    public readonly string? this[ClickFieldName field] => _texts[(int)field];

    /// <summary>Reads a value, of which the reader is at the first token, and everything below it.</summary>
    public void Read(ref Utf8JsonReader reader, PathNode node)
    {
        foreach (var (field, place) in node.Fields)
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
        ref var before = ref _places[(int)field];
        if (before > 0 && before <= place + 1)
        {
            // A path that comes first in the mapping has a value.
            return;
        }

        var hasValue = field switch
        {
            ClickFieldName.Time => TryTakeTime(ref reader),
            ClickFieldName.Properties => TryTakeProperties(reader),
            _ => TryTakeText(ref reader, field),
        };
        before = hasValue ? place + 1 : before;
    }

    private bool TryTakeText(ref Utf8JsonReader reader, ClickFieldName field)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                var value = ClickEventSerde.ReadText(ref reader, field == ClickFieldName.User ? StringPool.Keys : StringPool.Values);
                _texts[(int)field] = value is { Length: > 0 } ? value : _texts[(int)field];
                return value is { Length: > 0 };
            case JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False:
                _texts[(int)field] = StringPool.Keys.Get(reader.ValueSpan);
                return true;
            case JsonTokenType.Null:
                return false;
            default:
                throw new SerdeException("wrong-type", $"The {field} of a click must be a text or a number, and is an object or an array.");
        }
    }

    private bool TryTakeTime(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null || (reader.TokenType == JsonTokenType.String && reader.ValueSpan.IsEmpty))
        {
            return false;
        }

        Span<byte> text = stackalloc byte[MaxTextBytes];
        var span = reader.TokenType == JsonTokenType.Number ? reader.ValueSpan
            : reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length <= MaxTextBytes ? text[..reader.CopyString(text)] : default;
        _timestampMs = MappedTime.Parse(span, timeUnit)
            ?? throw new SerdeException("invalid-time", $"The time of a click must be an ISO 8601 text or {timeUnit} since 1970, from 1970 to the year 9999.");
        return true;
    }

    private bool TryTakeProperties(Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        var members = _json[start..(int)reader.BytesConsumed];
        Properties = ClickProperties.HasMembers(members) ? new ClickProperties(members.ToArray()) : default;
        return true;
    }

    [System.Runtime.CompilerServices.InlineArray(FieldCount)]
    private struct MappedTexts
    {
        private string? _first;
    }

    [System.Runtime.CompilerServices.InlineArray(FieldCount)]
    private struct MappedPlaces
    {
        private int _first;
    }
}
