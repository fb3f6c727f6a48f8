using System.Buffers;
using System.Buffers.Binary;

namespace ClickstreamAnalysis.State.Rows;

/// <summary>
/// A length-prefixed key: its length (4 bytes, big endian), followed by its bytes. The rows of a key are therefore contiguous, even if it
/// is a prefix of other keys.
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

    /// <summary>Reads the key's bytes and the bytes after them.</summary>
    /// <param name="bytes">The frame.</param>
    /// <param name="restLength">The number of bytes that must follow the key.</param>
    /// <param name="rest">The bytes after the key.</param>
    /// <exception cref="SerdeException">There are more or fewer bytes.</exception>
    public static ReadOnlySpan<byte> Read(ReadOnlySpan<byte> bytes, int restLength, out ReadOnlySpan<byte> rest)
    {
        var length = bytes.Length >= LengthBytes ? BinaryPrimitives.ReadInt32BigEndian(bytes) : -1;
        if (length < 0 || length != bytes.Length - LengthBytes - restLength)
        {
            throw new SerdeException("damaged-key", $"A store's key of {bytes.Length} bytes has no valid frame.");
        }

        rest = bytes[(LengthBytes + length)..];
        return bytes.Slice(LengthBytes, length);
    }
}
