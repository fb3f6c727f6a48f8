using System.Buffers;

namespace ClickstreamAnalysis.Logs.Embedded.Batches;

/// <summary>A batch ready to be stored, in a rented buffer.</summary>
/// <param name="Buffer">The buffer.</param>
/// <param name="Length">How much of it is the batch.</param>
/// <param name="Offsets">How many offsets it takes.</param>
internal readonly record struct SealedBatch(byte[] Buffer, int Length, int Offsets)
{
    public ReadOnlySpan<byte> Bytes => Buffer.AsSpan(0, Length);

    /// <summary>Gives the buffer back; once.</summary>
    public void Return() => ArrayPool<byte>.Shared.Return(Buffer);
}
