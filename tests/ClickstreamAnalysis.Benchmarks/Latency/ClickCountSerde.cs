using System.Buffers;
using System.Buffers.Binary;

namespace ClickstreamAnalysis.Benchmarks.Latency;

/// <summary>Sixteen bytes: when, and how many.</summary>
internal sealed class ClickCountSerde : ISerde<ClickCount>
{
    private const int Bytes = 16;

    public ClickCount Deserialize(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadInt64LittleEndian(bytes), BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]));

    public void Serialize(in ClickCount value, IBufferWriter<byte> destination)
    {
        var span = destination.GetSpan(Bytes);
        BinaryPrimitives.WriteInt64LittleEndian(span, value.SentMicroseconds);
        BinaryPrimitives.WriteInt64LittleEndian(span[8..], value.Count);
        destination.Advance(Bytes);
    }
}
