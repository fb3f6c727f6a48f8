using System.Buffers.Binary;

namespace ClickstreamAnalysis.Streamiz.Stores;

/// <summary>The keys of an operator's changelog: one byte for the kind, followed by the row's key.</summary>
internal static class ChangelogRecords
{
    private const byte Row = 1;

    /// <summary>The key of the record with stream time.</summary>
    public static byte[] StreamTimeKey { get; } = [0];

    public static byte[] RowKey(ReadOnlySpan<byte> key)
    {
        var bytes = new byte[key.Length + 1];
        bytes[0] = Row;
        key.CopyTo(bytes.AsSpan(1));
        return bytes;
    }

    public static bool IsStreamTime(ReadOnlySpan<byte> key) => key.SequenceEqual(StreamTimeKey);

    /// <summary>Reads the key of a row.</summary>
    public static bool TryReadRowKey(ReadOnlySpan<byte> key, out ReadOnlySpan<byte> rowKey)
    {
        rowKey = key.IsEmpty ? default : key[1..];
        return !key.IsEmpty && key[0] == Row;
    }

    public static byte[] StreamTime(long timeMs)
    {
        var value = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(value, timeMs);
        return value;
    }

    public static long? ReadStreamTime(ReadOnlySpan<byte> value) =>
        value.Length == sizeof(long) ? BinaryPrimitives.ReadInt64BigEndian(value) : null;
}
