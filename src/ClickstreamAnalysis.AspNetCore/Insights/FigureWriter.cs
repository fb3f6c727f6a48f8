using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace ClickstreamAnalysis.AspNetCore.Insights;

/// <summary>Writes the parts of a row of insights: numbers in eight bytes, texts and nested values with their length.</summary>
internal static class FigureWriter
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? s_aside;

    public static void WriteByte(this IBufferWriter<byte> destination, byte value)
    {
        destination.GetSpan(1)[0] = value;
        destination.Advance(1);
    }

    public static void WriteNumber(this IBufferWriter<byte> destination, long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(destination.GetSpan(sizeof(long)), value);
        destination.Advance(sizeof(long));
    }

    public static void WriteText(this IBufferWriter<byte> destination, string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        destination.WriteNumber(length);
        Encoding.UTF8.GetBytes(text, destination.GetSpan(length));
        destination.Advance(length);
    }

    public static void WriteTimedText(this IBufferWriter<byte> destination, TimedText text)
    {
        destination.WriteNumber(text.TimeMs);
        destination.WriteText(text.Text);
    }

    public static void WriteOptional(this IBufferWriter<byte> destination, TimedText? text)
    {
        destination.WriteByte(text is null ? (byte)0 : (byte)1);
        if (text is { } present)
        {
            destination.WriteTimedText(present);
        }
    }

    public static void WriteNested<T>(this IBufferWriter<byte> destination, ISerde<T> serde, in T value)
    {
        var aside = s_aside ??= new ArrayBufferWriter<byte>();
        aside.ResetWrittenCount();
        serde.Serialize(value, aside);
        destination.WriteNumber(aside.WrittenCount);
        destination.Write(aside.WrittenSpan);
    }
}
