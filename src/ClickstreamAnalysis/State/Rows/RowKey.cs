using System.Buffers.Binary;

namespace ClickstreamAnalysis.State.Rows;

/// <summary>The layout of row keys: partition (4 bytes, big endian), followed by the store's own key.</summary>
internal static class RowKey
{
    public const int PrefixLength = 4;

    public static void WritePrefix(Span<byte> destination, int partition) =>
        BinaryPrimitives.WriteInt32BigEndian(destination, partition);

    /// <summary>The first key after all rows of the partition.</summary>
    public static void WriteEnd(Span<byte> destination, int partition) => WritePrefix(destination, unchecked(partition + 1));
}
