using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis.Events;

/// <summary>Reads the JSON of an ordinary click in one pass, in a third of the time of a general reader.</summary>
/// <remarks>
/// <para>
/// Follows the known layouts as far as they match, which compares bytes instead of parsing them, and continues field by field from
/// there. Both ways accept only valid JSON and give up on unusual clicks: escapes, fractional times, deep nesting, any error. The
/// general reader then decides, so errors are detected in one place only. A property test checks that both readers give the same
/// results.
/// </para>
/// <para>The bytes must be valid UTF-8; the caller checks that.</para>
/// </remarks>
internal ref struct ClickScanner
{
    private readonly ClickFields _fields;
    private JsonCursor _cursor;
    private string? _user;
    private string? _name;
    private string? _page;
    private string? _referrer;
    private string? _campaign;
    private string? _userAgent;
    private long _timestampMs = -1;
    private ClickProperties _properties;

    /// <param name="json">The bytes to read.</param>
    /// <param name="fields">The optional fields to read.</param>
    public ClickScanner(ReadOnlySpan<byte> json, ClickFields fields)
    {
        _cursor = new JsonCursor(json);
        _fields = fields;
    }

    /// <summary>Whether the click did not match a known layout.</summary>
    public bool HasNewLayout { get; private set; }

    /// <summary>The click, valid after a successful read.</summary>
    public readonly ClickEvent Click => new()
    {
        User = _user!,
        Name = _name!,
        TimestampMs = _timestampMs,
        Page = _page,
        Referrer = _referrer,
        Campaign = _campaign,
        UserAgent = _userAgent,
        Properties = _properties,
    };

    /// <summary>Reads the click.</summary>
    /// <param name="layout">The first step of the known layouts, or null when there are none.</param>
    /// <returns>False when the general reader must decide.</returns>
    public bool TryRead(LayoutStep? layout)
    {
        if (!TryFollow(layout))
        {
            HasNewLayout = true;
            if (!TryReadFields())
            {
                return false;
            }
        }

        return !string.IsNullOrEmpty(_user) && !string.IsNullOrEmpty(_name) && _timestampMs >= 0;
    }

    /// <summary>Reads the click by following the known layouts.</summary>
    /// <returns>False when no layout matches to the end. The cursor is then between two fields or at the beginning.</returns>
    private bool TryFollow(LayoutStep? step)
    {
        var fieldAt = 0;
        var propertiesAt = 0;
        while (step is not null)
        {
            var at = _cursor.At;
            if (step.IsBetweenFields)
            {
                fieldAt = at;
            }

            while (!step.IsAt(_cursor.Json, at) || !TryTakeValue(step, at + step.Length))
            {
                step = step.Other;
                if (step is null)
                {
                    _cursor.At = fieldAt;
                    return false;
                }
            }

            if (step.PropertiesStart >= 0)
            {
                propertiesAt = at + step.PropertiesStart;
            }

            if (step.PropertiesEnd >= 0)
            {
                _properties = new ClickProperties(_cursor.Json[propertiesAt..(at + step.PropertiesEnd)].ToArray());
            }

            if (step.Value == LayoutValue.End)
            {
                return true;
            }

            step = step.Next;
        }

        return false;
    }

    private bool TryTakeValue(LayoutStep step, int at)
    {
        _cursor.At = at;
        switch (step.Value)
        {
            case LayoutValue.Text:
                if (!_cursor.TryTakeRestOfText(out var text))
                {
                    return false;
                }

                Take(step.Field, text);
                return true;
            case LayoutValue.Time:
                return _cursor.TryTakeTime(out _timestampMs);
            case LayoutValue.TimeText:
                return _cursor.TryTakeRestOfText(out var time) && IsoTime.TryParse(time, out _timestampMs);
            case LayoutValue.Number:
                return _cursor.TryTakeNumber();
            default:
                return _cursor.TryTakeEnd();
        }
    }

    private void Take(ClickFieldName field, ReadOnlySpan<byte> text)
    {
        switch (field)
        {
            case ClickFieldName.User: _user = StringPool.Keys.Get(text); break;
            case ClickFieldName.Event: _name = StringPool.Values.Get(text); break;
            case ClickFieldName.Page: _page = StringPool.Values.Get(text); break;
            case ClickFieldName.Referrer: _referrer = StringPool.Values.Get(text); break;
            case ClickFieldName.Campaign: _campaign = StringPool.Values.Get(text); break;
            case ClickFieldName.UserAgent: _userAgent = StringPool.Values.Get(text); break;
        }
    }

    /// <summary>Reads field by field from the cursor, which is at the beginning or after a field.</summary>
    private bool TryReadFields()
    {
        if (_cursor.At == 0)
        {
            if (!_cursor.TryTake((byte)'{') || !TryReadField())
            {
                return false;
            }
        }

        while (_cursor.TryTake((byte)','))
        {
            if (!TryReadField())
            {
                return false;
            }
        }

        return _cursor.TryTake((byte)'}') && _cursor.TryTakeEnd();
    }

    private bool TryReadField()
    {
        if (!_cursor.TryTakeText(out var name) || !_cursor.TryTake((byte)':'))
        {
            return false;
        }

        _cursor.SkipSpace();
        return ClickFieldNames.Of(name, _fields) switch
        {
            ClickFieldName.User => TryReadText(ref _user, StringPool.Keys),
            ClickFieldName.Event => TryReadText(ref _name, StringPool.Values),
            ClickFieldName.Time => TryReadTime(),
            ClickFieldName.Page => TryReadText(ref _page, StringPool.Values),
            ClickFieldName.Referrer => TryReadText(ref _referrer, StringPool.Values),
            ClickFieldName.Campaign => TryReadText(ref _campaign, StringPool.Values),
            ClickFieldName.UserAgent => TryReadText(ref _userAgent, StringPool.Values),
            ClickFieldName.Properties => TryReadProperties(),
            _ => _cursor.TryTakeValue(depth: 1),
        };
    }

    private bool TryReadTime() => _cursor.IsAt((byte)'"')
        ? _cursor.TryTakeText(out var text) && IsoTime.TryParse(text, out _timestampMs)
        : _cursor.TryTakeTime(out _timestampMs);

    private bool TryReadText(scoped ref string? value, StringPool pool)
    {
        if (_cursor.TryTakeText(out var text))
        {
            value = pool.Get(text);
            return true;
        }

        value = null;
        return _cursor.TryTakeLiteral("null"u8);
    }

    private bool TryReadProperties()
    {
        var start = _cursor.At;
        if (!_cursor.IsAt((byte)'{') || !_cursor.TryTakeValue(depth: 1))
        {
            return false;
        }

        var json = _cursor.Json[start.._cursor.At];
        _properties = ClickProperties.HasMembers(json) ? new ClickProperties(json.ToArray()) : default;
        return true;
    }
}
