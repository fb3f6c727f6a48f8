using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ClickstreamAnalysis.Events;

/// <summary>
/// One step of a layout: the bytes up to a value, which are the same in every click, and the kind of the value. Immutable except for
/// its links, which are set once.
/// </summary>
internal sealed class LayoutStep
{
    private readonly byte[] _bytes;
    private readonly Vector128<byte> _head;
    private readonly uint _headMask;

    public LayoutStep(ReadOnlySpan<byte> bytes, LayoutValue value)
    {
        _bytes = bytes.ToArray();
        Value = value;
        Span<byte> head = stackalloc byte[Vector128<byte>.Count];
        bytes[..Math.Min(bytes.Length, head.Length)].CopyTo(head);
        _head = Vector128.Create<byte>(head);
        _headMask = bytes.Length < head.Length ? (1u << bytes.Length) - 1 : ushort.MaxValue;
    }

    public LayoutValue Value { get; }

    public int Length => _bytes.Length;

    /// <summary>The field of the value; <see cref="ClickFieldName.Other"/> when the field is not read.</summary>
    public ClickFieldName Field { get; init; }

    /// <summary>The node of a mapping that takes the value; null for none.</summary>
    public PathNode? Node { get; init; }

    /// <summary>Whether the step begins between two fields of the click, not inside one.</summary>
    public bool IsBetweenFields { get; init; }

    /// <summary>The index in these bytes at which properties to read begin; -1 for none.</summary>
    public int PropertiesStart { get; init; } = -1;

    /// <summary>The index in these bytes at which properties to read end; -1 for none.</summary>
    public int PropertiesEnd { get; init; } = -1;

    /// <summary>The step that was first seen after the value.</summary>
    public LayoutStep? Next;

    /// <summary>The next alternative to this step.</summary>
    public LayoutStep? Other;

    /// <summary>Whether the text has these bytes at a position.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsAt(ReadOnlySpan<byte> text, int at)
    {
        // Most steps are short enough for one comparison and are not at the end of a click.
        if (text.Length - at < Vector128<byte>.Count)
        {
            return text[at..].StartsWith(_bytes);
        }

        var equal = Vector128.Equals(Vector128.Create(text.Slice(at, Vector128<byte>.Count)), _head).ExtractMostSignificantBits();
        return (~equal & _headMask) == 0
            && (_bytes.Length <= Vector128<byte>.Count || text[(at + Vector128<byte>.Count)..].StartsWith(_bytes.AsSpan(Vector128<byte>.Count)));
    }

    /// <summary>Whether both steps have the same bytes. At the same position of two clicks, the steps are then identical.</summary>
    public bool IsLike(LayoutStep other) => _bytes.AsSpan().SequenceEqual(other._bytes);
}
