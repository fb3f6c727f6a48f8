using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ClickstreamAnalysis.Events;

/// <summary>
/// One step through clicks that are laid out alike: the bytes up to a value, which do not change from click to click, and the kind of
/// value. Immutable but for its links, which are only ever set from nothing to a step.
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

    /// <summary>The field that the value is of; <see cref="ClickFieldName.Other"/> when it is not wanted.</summary>
    public ClickFieldName Field { get; init; }

    /// <summary>It begins between two fields of the click, not inside of one.</summary>
    public bool IsBetweenFields { get; init; }

    /// <summary>Where in these bytes wanted properties begin; -1 when they do not.</summary>
    public int PropertiesStart { get; init; } = -1;

    /// <summary>Where in these bytes wanted properties end; -1 when they do not.</summary>
    public int PropertiesEnd { get; init; } = -1;

    /// <summary>What was first seen behind the value.</summary>
    public LayoutStep? Next;

    /// <summary>What else was seen in the place of this step.</summary>
    public LayoutStep? Other;

    /// <summary>Whether the bytes stand at this place of a text.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsAt(ReadOnlySpan<byte> text, int at)
    {
        // Most steps are short enough to be compared at once, and do not lie at the end of a click.
        if (text.Length - at < Vector128<byte>.Count)
        {
            return text[at..].StartsWith(_bytes);
        }

        var equal = Vector128.Equals(Vector128.Create(text.Slice(at, Vector128<byte>.Count)), _head).ExtractMostSignificantBits();
        return (~equal & _headMask) == 0
            && (_bytes.Length <= Vector128<byte>.Count || text[(at + Vector128<byte>.Count)..].StartsWith(_bytes.AsSpan(Vector128<byte>.Count)));
    }

    /// <summary>Whether both have the same bytes. In the same place of two clicks, all else about them is then the same.</summary>
    public bool IsLike(LayoutStep other) => _bytes.AsSpan().SequenceEqual(other._bytes);
}
