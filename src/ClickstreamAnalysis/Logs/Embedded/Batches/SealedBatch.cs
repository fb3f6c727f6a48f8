using System.Buffers;

namespace ClickstreamAnalysis.Logs.Embedded.Batches;

/// <summary>A batch ready to be written, in a rented buffer.</summary>
/// <param name="Buffer">The buffer.</param>
/// <param name="Length">The size of the batch in the buffer, in bytes.</param>
/// <param name="Offsets">The number of offsets that the batch spans.</param>
internal readonly record struct SealedBatch(byte[] Buffer, int Length, int Offsets)
{
    public ReadOnlySpan<byte> Bytes => Buffer.AsSpan(0, Length);

    /// <summary>Returns the buffer to the pool. Call it once.</summary>
    public void Return() => ArrayPool<byte>.Shared.Return(Buffer);
}
