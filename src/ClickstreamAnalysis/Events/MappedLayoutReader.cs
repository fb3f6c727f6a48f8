namespace ClickstreamAnalysis.Events;

/// <summary>Splits a click into the steps of its layout along the paths of a mapping. Used only for the first click of a layout.</summary>
internal ref struct MappedLayoutReader(ReadOnlySpan<byte> click)
{
    private static readonly PathNode s_beside = new("");

    private readonly List<LayoutStep> _steps = [];
    private JsonCursor _cursor = new(click);
    private int _start;
    private int _propertiesStart = -1;
    private int _propertiesEnd = -1;
    private bool _hasProperties;

    /// <summary>Returns the steps of a click; null when its layout cannot be kept.</summary>
    /// <param name="click">A click that <see cref="MappedScanner"/> has read.</param>
    /// <param name="root">The paths.</param>
    public static List<LayoutStep>? Read(ReadOnlySpan<byte> click, PathNode root) => new MappedLayoutReader(click).Read(root);

    private List<LayoutStep>? Read(PathNode root)
    {
        _cursor.SkipSpace();
        return TryReadMembers(root) && TryAdd(LayoutValue.End, node: null) ? _steps : null;
    }

    private bool TryReadMembers(PathNode node)
    {
        _cursor.At++;
        if (_cursor.TryTake((byte)'}'))
        {
            return true;
        }

        do
        {
            if (!TryReadMember(node))
            {
                return false;
            }
        }
        while (_cursor.TryTake((byte)','));
        return _cursor.TryTake((byte)'}');
    }

    private bool TryReadMember(PathNode node)
    {
        if (!_cursor.TryTakeText(out var name) || !_cursor.TryTake((byte)':'))
        {
            return false;
        }

        _cursor.SkipSpace();
        var member = PathNode.Find(node.Members, name);
        if (_cursor.IsAt((byte)'{') && member is not { TakesText: true })
        {
            return member is { Targets: [_, ..] } ? TryReadProperties(member) : TryReadMembers(member ?? s_beside);
        }

        if (!TryReadValue(member))
        {
            return false;
        }

        _start = _cursor.At;
        return true;
    }

    private bool TryReadProperties(PathNode member)
    {
        if (_hasProperties)
        {
            return false; // the first value counts, and steps do not record which value is first
        }

        var at = _cursor.At;
        (_hasProperties, _propertiesStart) = (true, at - _start);
        if (!TryReadMembers(member))
        {
            return false;
        }

        (_propertiesStart, _propertiesEnd) = ClickProperties.HasMembers(_cursor.Json[at.._cursor.At]) ? (_propertiesStart, _cursor.At - _start) : (-1, -1);
        return true;
    }

    private bool TryReadValue(PathNode? member)
    {
        if (_cursor.TryTake((byte)'"'))
        {
            return TryAdd(LayoutValue.Text, member) && _cursor.TryTakeRestOfText(out _);
        }

        var kind = _cursor.Json[_cursor.At] is (byte)'-' or (>= (byte)'0' and <= (byte)'9') ? LayoutValue.Number : LayoutValue.Any;
        return TryAdd(kind, member) && _cursor.TryTakeValue(depth: 1);
    }

    private bool TryAdd(LayoutValue value, PathNode? node)
    {
        var bytes = _cursor.Json[_start.._cursor.At];
        if (bytes.Length > LayoutReader.MaxBytesPerStep || _steps.Count == LayoutReader.MaxSteps)
        {
            return false;
        }

        _steps.Add(new LayoutStep(bytes, value) { Node = node, PropertiesStart = _propertiesStart, PropertiesEnd = _propertiesEnd });
        (_propertiesStart, _propertiesEnd) = (-1, -1);
        return true;
    }
}
