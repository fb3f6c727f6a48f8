using System.Buffers.Binary;
using System.IO.Hashing;

namespace ClickstreamAnalysis.Logs.Embedded.Batches;

/// <summary>The header before the records of a batch, little-endian. The first offset is in the key of the row.</summary>
/// <remarks>
/// Bytes 0–7: checksum of the remaining bytes; 8: format; 9: flags; 10–11: zero; 12–15: record count; 16–19: last offset minus
/// first; 20–27: highest timestamp; 28–35: time at which tombstones in it became the only records of their keys, else 0.
/// </remarks>
internal readonly record struct BatchHeader(int Count, int LastDelta, long MaxTimestampMs, bool HasTombstones, long CleanedAtMs)
{
    public const int Size = 36;

    private const byte Format = 1;
    private const byte TombstonesFlag = 1;

    /// <summary>Writes the header of a batch whose records are already in place.</summary>
    public void Seal(Span<byte> batch)
    {
        batch[8] = Format;
        batch[9] = HasTombstones ? TombstonesFlag : (byte)0;
        batch[10] = 0;
        batch[11] = 0;
        BinaryPrimitives.WriteInt32LittleEndian(batch[12..], Count);
        BinaryPrimitives.WriteInt32LittleEndian(batch[16..], LastDelta);
        BinaryPrimitives.WriteInt64LittleEndian(batch[20..], MaxTimestampMs);
        BinaryPrimitives.WriteInt64LittleEndian(batch[28..], CleanedAtMs);
        BinaryPrimitives.WriteUInt64LittleEndian(batch, XxHash3.HashToUInt64(batch[8..]));
    }

    /// <summary>Reads and validates a header.</summary>
    /// <returns>False when the batch is damaged or has a format unknown to this version.</returns>
    public static bool TryRead(ReadOnlySpan<byte> batch, out BatchHeader header)
    {
        header = default;
        if (batch.Length < Size || batch[8] != Format
            || BinaryPrimitives.ReadUInt64LittleEndian(batch) != XxHash3.HashToUInt64(batch[8..]))
        {
            return false;
        }

        header = Read(batch);
        return true;
    }

    /// <summary>Reads the header of an already validated batch.</summary>
    public static BatchHeader Read(ReadOnlySpan<byte> batch) => new(
        BinaryPrimitives.ReadInt32LittleEndian(batch[12..]),
        BinaryPrimitives.ReadInt32LittleEndian(batch[16..]),
        BinaryPrimitives.ReadInt64LittleEndian(batch[20..]),
        (batch[9] & TombstonesFlag) != 0,
        BinaryPrimitives.ReadInt64LittleEndian(batch[28..]));
}
