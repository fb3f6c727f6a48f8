using System.Buffers;
using System.Text;

namespace ClickstreamAnalysis.Serialization;

/// <summary>Writes the parts of a state row. Numbers are <see cref="Varint"/>s, so small ones take few bytes.</summary>
internal static class RowWriter
{
    public static void WriteByte(this IBufferWriter<byte> destination, byte value)
    {
        destination.GetSpan(1)[0] = value;
        destination.Advance(1);
    }

    public static void WriteNumber(this IBufferWriter<byte> destination, ulong value) =>
        destination.Advance(Varint.Write(destination.GetSpan(Varint.MaxLength), value));

    /// <summary>Writes a signed number; values near zero take few bytes.</summary>
    public static void WriteSigned(this IBufferWriter<byte> destination, long value) =>
        destination.Advance(Varint.WriteSigned(destination.GetSpan(Varint.MaxLength), value));

    /// <summary>Writes a length-prefixed string, or a zero for null.</summary>
    public static void WriteText(this IBufferWriter<byte> destination, string? text)
    {
        if (text is null)
        {
            destination.WriteByte(0);
            return;
        }

        var length = Encoding.UTF8.GetByteCount(text);
        destination.WriteNumber((ulong)length + 1);
        Encoding.UTF8.GetBytes(text, destination.GetSpan(length));
        destination.Advance(length);
    }

    /// <summary>Writes length-prefixed bytes.</summary>
    public static void WriteBytes(this IBufferWriter<byte> destination, ReadOnlySpan<byte> bytes)
    {
        destination.WriteNumber((ulong)bytes.Length);
        destination.Write(bytes);
    }
}
