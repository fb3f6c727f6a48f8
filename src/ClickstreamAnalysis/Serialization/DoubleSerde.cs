using System.Buffers;
using System.Buffers.Binary;

namespace ClickstreamAnalysis.Serialization;

internal sealed class DoubleSerde : ISerde<double>
{
    public string Name => "double";

    public double Deserialize(ReadOnlySpan<byte> bytes) => bytes.Length == sizeof(double)
        ? BinaryPrimitives.ReadDoubleBigEndian(bytes)
        : throw new SerdeException("wrong-length", $"This number takes {sizeof(double)} bytes, not {bytes.Length}.");

    public void Serialize(in double value, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        BinaryPrimitives.WriteDoubleBigEndian(destination.GetSpan(sizeof(double)), value);
        destination.Advance(sizeof(double));
    }
}
