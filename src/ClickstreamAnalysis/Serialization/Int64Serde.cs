using System.Buffers;
using System.Buffers.Binary;

namespace ClickstreamAnalysis.Serialization;

internal sealed class Int64Serde : ISerde<long>
{
    public string Name => "int64";

    public long Deserialize(ReadOnlySpan<byte> bytes) => bytes.Length == sizeof(long)
        ? BinaryPrimitives.ReadInt64BigEndian(bytes)
        : throw new SerdeException("wrong-length", $"This number takes {sizeof(long)} bytes, not {bytes.Length}.");

    public void Serialize(in long value, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        BinaryPrimitives.WriteInt64BigEndian(destination.GetSpan(sizeof(long)), value);
        destination.Advance(sizeof(long));
    }
}
