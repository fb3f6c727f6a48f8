using System.Runtime.CompilerServices;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis.Events;

/// <summary>The values found for the fields of one click. Of several paths of a field, the first with a value counts, whatever the order of the values.</summary>
internal struct MappedFields()
{
    private const int FieldCount = (int)ClickFieldName.Properties + 1;

    private Texts _texts;
    private Places _places;
    private long _timestampMs = -1;
    private ClickProperties _properties;

    public readonly bool HasUser => _texts[(int)ClickFieldName.User] is not null;

    public readonly bool HasEvent => _texts[(int)ClickFieldName.Event] is not null;

    public readonly bool HasTime => _timestampMs >= 0;

    /// <summary>Whether no path before this one has a value.</summary>
    public readonly bool Wants(ClickFieldName field, int place) => _places[(int)field] is var taken && (taken == 0 || taken > place + 1);

    /// <summary>Sets a text. An empty one is no value.</summary>
    public void SetText(ClickFieldName field, int place, ReadOnlySpan<byte> text)
    {
        if (!text.IsEmpty)
        {
            SetText(field, place, (field == ClickFieldName.User ? StringPool.Keys : StringPool.Values).Get(text));
        }
    }

    public void SetText(ClickFieldName field, int place, string text)
    {
        _texts[(int)field] = text;
        _places[(int)field] = place + 1;
    }

    public void SetTime(int place, long timestampMs)
    {
        _timestampMs = timestampMs;
        _places[(int)ClickFieldName.Time] = place + 1;
    }

    /// <summary>Copies the members of an object.</summary>
    public void SetProperties(int place, ReadOnlySpan<byte> trustedObject)
    {
        _properties = ClickProperties.HasMembers(trustedObject) ? new ClickProperties(trustedObject.ToArray()) : default;
        _places[(int)ClickFieldName.Properties] = place + 1;
    }

    /// <summary>The click, once there are a user, an event or the default one, and a time.</summary>
    public readonly ClickEvent ToClick(string? defaultEvent) => new()
    {
        User = _texts[(int)ClickFieldName.User]!,
        Name = _texts[(int)ClickFieldName.Event] ?? defaultEvent!,
        TimestampMs = _timestampMs,
        Page = _texts[(int)ClickFieldName.Page],
        Referrer = _texts[(int)ClickFieldName.Referrer],
        Campaign = _texts[(int)ClickFieldName.Campaign],
        UserAgent = _texts[(int)ClickFieldName.UserAgent],
        Properties = _properties,
    };

    [InlineArray(FieldCount)]
    private struct Texts
    {
        private string? _first;
    }

    [InlineArray(FieldCount)]
    private struct Places
    {
        private int _first;
    }
}
