using System.Buffers;

namespace ClickstreamAnalysis.Serialization;

internal sealed class BytesSerde : ISerde<byte[]>
{
    public string Name => "bytes";

    public byte[] Deserialize(ReadOnlySpan<byte> bytes) => bytes.ToArray();

    public void Serialize(in byte[] value, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(destination);
        destination.Write(value);
    }
}
