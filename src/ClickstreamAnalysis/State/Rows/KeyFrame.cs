using System.Buffers;
using System.Buffers.Binary;

namespace ClickstreamAnalysis.State.Rows;

/// <summary>
/// A key in front of something else: its length (4 bytes, big endian), then its bytes. So no key's rows stand among those of a
/// key that begins alike.
/// </summary>
internal static class KeyFrame
{
    public const int LengthBytes = sizeof(int);

    public static void Write<TKey>(TKey key, ISerde<TKey> serde, RowBuffer scratch, IBufferWriter<byte> destination)
    {
        scratch.Clear();
        serde.Serialize(key, scratch);
        BinaryPrimitives.WriteInt32BigEndian(destination.GetSpan(LengthBytes), scratch.Written.Length);
        destination.Advance(LengthBytes);
        destination.Write(scratch.Written);
    }

    /// <summary>The key's bytes; <paramref name="rest"/> is what stands after them.</summary>
    /// <param name="bytes">The frame.</param>
    /// <param name="restLength">How many bytes must stand after the key.</param>
    /// <param name="rest">These bytes.</param>
    /// <exception cref="SerdeException">There are more bytes, or fewer.</exception>
    public static ReadOnlySpan<byte> Read(ReadOnlySpan<byte> bytes, int restLength, out ReadOnlySpan<byte> rest)
    {
        var length = bytes.Length >= LengthBytes ? BinaryPrimitives.ReadInt32BigEndian(bytes) : -1;
        if (length < 0 || length != bytes.Length - LengthBytes - restLength)
        {
            throw new SerdeException("damaged-key", $"A store's key of {bytes.Length} bytes is not framed as such keys are.");
        }

        rest = bytes[(LengthBytes + length)..];
        return bytes.Slice(LengthBytes, length);
    }
}
