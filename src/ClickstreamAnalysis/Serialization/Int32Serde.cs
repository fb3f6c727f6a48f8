using System.Buffers;
using System.Buffers.Binary;

namespace ClickstreamAnalysis.Serialization;

internal sealed class Int32Serde : ISerde<int>
{
    public string Name => "int32";

    public int Deserialize(ReadOnlySpan<byte> bytes) => bytes.Length == sizeof(int)
        ? BinaryPrimitives.ReadInt32BigEndian(bytes)
        : throw new SerdeException("wrong-length", $"This number takes {sizeof(int)} bytes, not {bytes.Length}.");

    public void Serialize(in int value, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        BinaryPrimitives.WriteInt32BigEndian(destination.GetSpan(sizeof(int)), value);
        destination.Advance(sizeof(int));
    }
}
