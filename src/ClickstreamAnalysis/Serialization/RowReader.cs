namespace ClickstreamAnalysis.Serialization;

/// <summary>Reads the parts of a state row written with <see cref="RowWriter"/>.</summary>
internal ref struct RowReader(ReadOnlySpan<byte> bytes)
{
    private const ulong MaxDifferenceMs = long.MaxValue / TimeSpan.TicksPerMillisecond;

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    /// <summary>The number of bytes read so far.</summary>
    public readonly int Position => _at;

    public byte ReadByte() => _at < _bytes.Length ? _bytes[_at++] : throw Damaged();

    public ulong ReadNumber() => Varint.TryRead(_bytes, ref _at, out var value) ? value : throw Damaged();

    /// <summary>Reads a nonnegative int.</summary>
    public int ReadInt32() => ReadNumber() is var value and <= int.MaxValue ? (int)value : throw Damaged();

    /// <summary>Reads a nonnegative long.</summary>
    public long ReadInt64() => ReadNumber() is var value and <= long.MaxValue ? (long)value : throw Damaged();

    /// <summary>Reads a time stored as its difference from an earlier or equal time. The difference fits into a <see cref="TimeSpan"/>.</summary>
    public long ReadTimeAfter(long timeMs) =>
        ReadNumber() is var laterMs && laterMs <= MaxDifferenceMs && (long)laterMs <= long.MaxValue - Math.Max(0, timeMs) ? timeMs + (long)laterMs : throw Damaged();

    public long ReadSigned() => Varint.ToSigned(ReadNumber());

    /// <summary>Reads a string written by <see cref="RowWriter.WriteText"/>; may be null.</summary>
    public string? ReadText()
    {
        var length = ReadNumber();
        if (length == 0)
        {
            return null;
        }

        length--;
        if (length > (ulong)(_bytes.Length - _at))
        {
            throw Damaged();
        }

        var text = Serdes.Utf8.Deserialize(_bytes.Slice(_at, (int)length));
        _at += (int)length;
        return text;
    }

    /// <summary>Reads length-prefixed bytes.</summary>
    public ReadOnlySpan<byte> ReadBytes()
    {
        var length = ReadNumber();
        if (length > (ulong)(_bytes.Length - _at))
        {
            throw Damaged();
        }

        var bytes = _bytes.Slice(_at, (int)length);
        _at += (int)length;
        return bytes;
    }

    /// <summary>Reads a count of elements that follow, each at least one byte long.</summary>
    public int ReadCount() => ReadNumber() is var count && count <= (ulong)(_bytes.Length - _at) ? (int)count : throw Damaged();

    public readonly void End()
    {
        if (_at != _bytes.Length)
        {
            throw Damaged();
        }
    }

    public static SerdeException Damaged() => new("damaged-row", "A row of the state has too few bytes, too many, or numbers that cannot be in it.");
}
