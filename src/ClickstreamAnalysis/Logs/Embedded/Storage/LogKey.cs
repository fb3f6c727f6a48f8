using System.Buffers.Binary;
using System.Text;

namespace ClickstreamAnalysis.Logs.Embedded.Storage;

/// <summary>The keys of all rows. Numbers are big-endian, so byte order equals numeric order.</summary>
/// <remarks>
/// Batch key: topic id (4), partition (4), first offset (8). Topic ids start at 1. Keys that begin with four zero bytes have their
/// kind in the fifth: format, next topic id, topic by name, oldest offset of a partition, group offset, cleaned range.
/// </remarks>
internal static class LogKey
{
    public const int BatchSize = 16;
    private const int KindAt = 4;
    private const int AfterKind = 5;

    public static ReadOnlySpan<byte> Format => [0, 0, 0, 0, (byte)'F'];

    public static ReadOnlySpan<byte> NextTopicId => [0, 0, 0, 0, (byte)'N'];

    public static ReadOnlySpan<byte> Topics => [0, 0, 0, 0, (byte)'T'];

    public static ReadOnlySpan<byte> GroupOffsets => [0, 0, 0, 0, (byte)'O'];

    public static byte[] Topic(string name) => [.. Topics, .. Encoding.UTF8.GetBytes(name)];

    public static string TopicName(ReadOnlySpan<byte> key) => Encoding.UTF8.GetString(key[Topics.Length..]);

    public static byte[] OldestOffset(int topicId, int partition) => OfPartition((byte)'S', topicId, partition);

    public static byte[] Cleaned(int topicId, int partition) => OfPartition((byte)'C', topicId, partition);

    public static byte[] GroupOffset(string group, int topicId, int partition)
    {
        var name = Encoding.UTF8.GetBytes(group);
        var key = new byte[AfterKind + name.Length + 8];
        GroupOffsets.CopyTo(key);
        name.CopyTo(key, AfterKind);
        WritePartition(key.AsSpan(AfterKind + name.Length), topicId, partition);
        return key;
    }

    /// <summary>Returns the topic id in the key of a group offset.</summary>
    public static int TopicIdOfGroupOffset(ReadOnlySpan<byte> key) => BinaryPrimitives.ReadInt32BigEndian(key[^8..]);

    public static void WriteBatch(Span<byte> target, int topicId, int partition, long baseOffset)
    {
        WritePartition(target, topicId, partition);
        BinaryPrimitives.WriteInt64BigEndian(target[8..], baseOffset);
    }

    public static byte[] Batch(int topicId, int partition, long baseOffset)
    {
        var key = new byte[BatchSize];
        WriteBatch(key, topicId, partition, baseOffset);
        return key;
    }

    public static bool IsBatchOf(ReadOnlySpan<byte> key, int topicId, int partition) =>
        key.Length == BatchSize && BinaryPrimitives.ReadInt32BigEndian(key) == topicId && BinaryPrimitives.ReadInt32BigEndian(key[4..]) == partition;

    public static long BaseOffset(ReadOnlySpan<byte> key) => BinaryPrimitives.ReadInt64BigEndian(key[8..]);

    private static byte[] OfPartition(byte kind, int topicId, int partition)
    {
        var key = new byte[AfterKind + 8];
        key[KindAt] = kind;
        WritePartition(key.AsSpan(AfterKind), topicId, partition);
        return key;
    }

    private static void WritePartition(Span<byte> target, int topicId, int partition)
    {
        BinaryPrimitives.WriteInt32BigEndian(target, topicId);
        BinaryPrimitives.WriteInt32BigEndian(target[4..], partition);
    }
}
