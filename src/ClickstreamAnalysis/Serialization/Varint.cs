namespace ClickstreamAnalysis.Serialization;

/// <summary>Variable-length integers: seven bits per byte, lowest first (LEB128). Signed integers are zigzag-encoded.</summary>
internal static class Varint
{
    /// <summary>The maximum length of a number, in bytes.</summary>
    public const int MaxLength = 10;

    /// <summary>Writes a number and returns its length.</summary>
    /// <param name="target">The destination, with room for at least <see cref="MaxLength"/> bytes.</param>
    /// <param name="value">The number.</param>
    public static int Write(Span<byte> target, ulong value)
    {
        var i = 0;
        while (value >= 0x80)
        {
            target[i++] = (byte)(value | 0x80);
            value >>= 7;
        }

        target[i++] = (byte)value;
        return i;
    }

    /// <summary>Writes a signed number and returns its length.</summary>
    public static int WriteSigned(Span<byte> target, long value) => Write(target, (ulong)((value << 1) ^ (value >> 63)));

    /// <summary>Reads a number and advances the position past it.</summary>
    /// <returns>False when the bytes end within the number, or it exceeds 64 bits.</returns>
    public static bool TryRead(ReadOnlySpan<byte> source, scoped ref int position, out ulong value)
    {
        value = 0;
        for (var shift = 0; (uint)position < (uint)source.Length; shift += 7)
        {
            ulong next = source[position++];
            if (shift == 63 && next > 1)
            {
                return false;
            }

            value |= (next & 0x7F) << shift;
            if (next < 0x80)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads a number and advances the position past it.</summary>
    /// <exception cref="FormatException">The bytes end within the number, or it exceeds 64 bits.</exception>
    public static ulong Read(ReadOnlySpan<byte> source, scoped ref int position) =>
        TryRead(source, ref position, out var value) ? value : throw new FormatException("A variable-length integer is cut off or takes more than 64 bits.");

    /// <summary>Reads a signed number and advances the position past it.</summary>
    /// <inheritdoc cref="Read" path="/*[not(self::summary)]"/>
    public static long ReadSigned(ReadOnlySpan<byte> source, scoped ref int position) => ToSigned(Read(source, ref position));

    /// <summary>Decodes zigzag encoding.</summary>
    public static long ToSigned(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);
}
