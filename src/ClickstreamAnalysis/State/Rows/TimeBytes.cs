using System.Buffers.Binary;

namespace ClickstreamAnalysis.State.Rows;

/// <summary>Encodes a time in milliseconds as eight bytes whose byte order is the order of time, also before 1970.</summary>
internal static class TimeBytes
{
    public const int Length = sizeof(long);

    public static void Write(Span<byte> destination, long timeMs) =>
        BinaryPrimitives.WriteUInt64BigEndian(destination, unchecked((ulong)timeMs) ^ (1UL << 63));

    public static long Read(ReadOnlySpan<byte> source) =>
        unchecked((long)(BinaryPrimitives.ReadUInt64BigEndian(source) ^ (1UL << 63)));
}
