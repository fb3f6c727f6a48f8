namespace ClickstreamAnalysis.Events;

/// <summary>Reads the fields of a mapping from ordinary JSON in one pass, as <see cref="ClickScanner"/> does for the layout of the library.</summary>
/// <remarks>
/// Gives up on unusual JSON and on every mistake; <see cref="MappedClickReader"/> then decides. A property test checks that both give the same results. The
/// bytes must be valid UTF-8; the caller checks that.
/// </remarks>
internal ref struct MappedScanner(ReadOnlySpan<byte> json, PathNode root, ClickTimeUnit timeUnit)
{
    private readonly PathNode _root = root;
    private readonly ClickTimeUnit _timeUnit = timeUnit;
    private JsonCursor _cursor = new(json);

    /// <summary>The fields, complete after a successful read.</summary>
    public MappedFields Fields = new();

    /// <summary>Whether the click did not match a known layout.</summary>
    public bool HasNewLayout { get; private set; }

    /// <summary>Reads the click.</summary>
    /// <param name="layout">The first step of the known layouts, or null when there are none.</param>
    /// <returns>False when the general reader must decide.</returns>
    public bool TryRead(LayoutStep? layout)
    {
        if (TryFollow(layout))
        {
            return true;
        }

        HasNewLayout = true;
        Fields = new();
        _cursor.At = 0;
        _cursor.SkipSpace();
        return _cursor.IsAt((byte)'{') && TryReadMembers(_root, depth: 0) && _cursor.TryTakeEnd();
    }

    private bool TryFollow(LayoutStep? step)
    {
        var propertiesAt = 0;
        while (step is not null)
        {
            var at = _cursor.At;
            while (!step.IsAt(_cursor.Json, at) || !TryTake(step, at + step.Length))
            {
                step = step.Other;
                if (step is null)
                {
                    return false;
                }
            }

            if (step.PropertiesStart >= 0)
            {
                propertiesAt = at + step.PropertiesStart;
            }

            if (step.PropertiesEnd >= 0)
            {
                Fields.SetProperties(place: 0, _cursor.Json[propertiesAt..(at + step.PropertiesEnd)]);
            }

            if (step.Value == LayoutValue.End)
            {
                return true;
            }

            step = step.Next;
        }

        return false;
    }

    private bool TryTake(LayoutStep step, int at)
    {
        _cursor.At = at;
        return step.Value switch
        {
            LayoutValue.Text => _cursor.TryTakeRestOfText(out var text) && (step.Node is not { } node || TrySetFields(node, text)),
            LayoutValue.Number => step.Node is { } node ? TryTakeNumber(node) : _cursor.TryTakeNumber(),
            LayoutValue.Any => step.Node is { } node ? TryRead(node, depth: 1) : _cursor.TryTakeValue(depth: 1),
            _ => _cursor.TryTakeEnd(),
        };
    }

    /// <summary>Reads the value of a node. The cursor is at its first byte.</summary>
    private bool TryRead(PathNode node, int depth)
    {
        if (_cursor.IsAt((byte)'"'))
        {
            return _cursor.TryTakeText(out var text) && TrySetFields(node, text);
        }

        if (_cursor.IsAt((byte)'{'))
        {
            return TryReadMembers(node, depth);
        }

        if (_cursor.IsAt((byte)'['))
        {
            return TryReadElements(node, depth);
        }

        return _cursor.IsAt((byte)'n') ? _cursor.TryTakeLiteral("null"u8) : TryTakeNumber(node);
    }

    private bool TryReadMembers(PathNode node, int depth)
    {
        if (node.TakesText)
        {
            return false;
        }

        var start = _cursor.At;
        if (!(node.Members.Count > 0 ? TryReadEachMember(node, depth) : _cursor.TryTakeValue(depth)))
        {
            return false;
        }

        foreach (var (field, place) in node.Targets)
        {
            if (Fields.Wants(field, place))
            {
                Fields.SetProperties(place, _cursor.Json[start.._cursor.At]);
            }
        }

        return true;
    }

    private bool TryReadEachMember(PathNode node, int depth)
    {
        _cursor.At++;
        if (_cursor.TryTake((byte)'}'))
        {
            return true;
        }

        do
        {
            if (!TryReadMember(node, depth + 1))
            {
                return false;
            }
        }
        while (_cursor.TryTake((byte)','));
        return _cursor.TryTake((byte)'}');
    }

    private bool TryReadMember(PathNode node, int depth)
    {
        if (!_cursor.TryTakeText(out var name) || !_cursor.TryTake((byte)':'))
        {
            return false;
        }

        _cursor.SkipSpace();
        return PathNode.Find(node.Members, name) is { } member ? TryRead(member, depth) : _cursor.TryTakeValue(depth);
    }

    private bool TryReadElements(PathNode node, int depth)
    {
        if (node.TakesText)
        {
            return false;
        }

        if (node.Elements.Count == 0)
        {
            return _cursor.TryTakeValue(depth);
        }

        _cursor.At++;
        if (_cursor.TryTake((byte)']'))
        {
            return true;
        }

        do
        {
            _cursor.SkipSpace();
            var element = _cursor.IsAt((byte)'{') ? ElementAt(_cursor, node) : null;
            if (element is null ? !_cursor.TryTakeValue(depth + 1) : !TryRead(element, depth + 1))
            {
                return false;
            }
        }
        while (_cursor.TryTake((byte)','));
        return _cursor.TryTake((byte)']');
    }

    /// <summary>Finds the element by the value of its key. Gets a copy of the cursor: the object is read again.</summary>
    private static PathNode? ElementAt(JsonCursor ahead, PathNode node)
    {
        ahead.At++;
        while (ahead.TryTakeText(out var name) && ahead.TryTake((byte)':'))
        {
            ahead.SkipSpace();
            if (name.SequenceEqual("key"u8) && ahead.IsAt((byte)'"'))
            {
                return ahead.TryTakeText(out var key) ? PathNode.Find(node.Elements, key) : null;
            }

            if (!ahead.TryTakeValue(depth: 1) || !ahead.TryTake((byte)','))
            {
                return null;
            }
        }

        return null;
    }

    private bool TrySetFields(PathNode node, ReadOnlySpan<byte> text)
    {
        foreach (var (field, place) in node.Targets)
        {
            if (!Fields.Wants(field, place) || text.IsEmpty)
            {
                continue;
            }

            if (field == ClickFieldName.Time)
            {
                if (!TrySetTime(place, text))
                {
                    return false;
                }
            }
            else if (field != ClickFieldName.Properties)
            {
                Fields.SetText(field, place, text);
            }
        }

        return true;
    }

    private bool TryTakeNumber(PathNode node)
    {
        if (node.IsTime && _timeUnit == ClickTimeUnit.Milliseconds)
        {
            var place = node.Targets[0].Place;
            if (!_cursor.TryTakeTime(out var timestampMs))
            {
                return false;
            }

            if (Fields.Wants(ClickFieldName.Time, place))
            {
                Fields.SetTime(place, timestampMs);
            }

            return true;
        }

        var start = _cursor.At;
        return _cursor.TryTakeNumber() && TrySetFields(node, _cursor.Json[start.._cursor.At]);
    }

    private bool TrySetTime(int place, ReadOnlySpan<byte> text)
    {
        if (MappedTime.Parse(text, _timeUnit) is not { } timestampMs)
        {
            return false;
        }

        Fields.SetTime(place, timestampMs);
        return true;
    }
}
