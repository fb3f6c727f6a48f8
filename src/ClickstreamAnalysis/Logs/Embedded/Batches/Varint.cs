namespace ClickstreamAnalysis.Logs.Embedded.Batches;

/// <summary>Whole numbers in seven bits a byte, the lowest first; signed ones with the sign in the lowest bit.</summary>
internal static class Varint
{
    /// <summary>The most bytes one number takes.</summary>
    public const int MaxLength = 10;

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

    public static int WriteSigned(Span<byte> target, long value) => Write(target, (ulong)((value << 1) ^ (value >> 63)));

    public static ulong Read(ReadOnlySpan<byte> source, scoped ref int position)
    {
        ulong value = source[position++];
        if (value < 0x80)
        {
            return value;
        }

        value &= 0x7F;
        for (var shift = 7; ; shift += 7)
        {
            ulong next = source[position++];
            value |= (next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }

    public static long ReadSigned(ReadOnlySpan<byte> source, ref int position)
    {
        var value = Read(source, ref position);
        return (long)(value >> 1) ^ -(long)(value & 1);
    }
}
