using System.Buffers;

namespace ClickstreamAnalysis.Funnels;

/// <summary>Writes small numbers in few bytes: seven bits each, the lowest first.</summary>
internal static class RowWriter
{
    public static void WriteByte(this IBufferWriter<byte> destination, byte value)
    {
        destination.GetSpan(1)[0] = value;
        destination.Advance(1);
    }

    public static void WriteNumber(this IBufferWriter<byte> destination, ulong value)
    {
        var span = destination.GetSpan(10);
        var length = 0;
        for (; value >= 0x80; value >>= 7)
        {
            span[length++] = (byte)(value | 0x80);
        }

        span[length++] = (byte)value;
        destination.Advance(length);
    }

    /// <summary>Any long, small ones of either sign in few bytes.</summary>
    public static void WriteSigned(this IBufferWriter<byte> destination, long value) =>
        destination.WriteNumber((ulong)(value << 1 ^ value >> 63));
}
