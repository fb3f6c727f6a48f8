using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Encoder = Avro.IO.Encoder;

namespace ClickstreamAnalysis.Avro.Coding;

/// <summary>Encodes Avro straight into a buffer, for writers of Apache.Avro and for our own. Not thread-safe.</summary>
internal sealed class AvroEncoder : Encoder
{
    private const int MaxVarintBytes = 10;

    private IBufferWriter<byte> _destination = null!;

    public void Begin(IBufferWriter<byte> destination) => _destination = destination;

    public void End() => _destination = null!;

    public void WriteNull()
    {
    }

    public void WriteBoolean(bool value)
    {
        _destination.GetSpan(1)[0] = value ? (byte)1 : (byte)0;
        _destination.Advance(1);
    }

    public void WriteInt(int value) => WriteLong(value);

    public void WriteLong(long value)
    {
        var bits = (ulong)((value << 1) ^ (value >> 63));
        var span = _destination.GetSpan(MaxVarintBytes);
        var length = 0;
        for (; bits >= 0x80; bits >>= 7)
        {
            span[length++] = (byte)(bits | 0x80);
        }

        span[length++] = (byte)bits;
        _destination.Advance(length);
    }

    public void WriteFloat(float value)
    {
        BinaryPrimitives.WriteSingleLittleEndian(_destination.GetSpan(sizeof(float)), value);
        _destination.Advance(sizeof(float));
    }

    public void WriteDouble(double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(_destination.GetSpan(sizeof(double)), value);
        _destination.Advance(sizeof(double));
    }

    public void WriteBytes(byte[] value) => WriteBytes(value, 0, value.Length);

    public void WriteBytes(byte[] value, int offset, int length) => WriteBytes(value.AsSpan(offset, length));

    public void WriteBytes(ReadOnlySpan<byte> value)
    {
        WriteLong(value.Length);
        _destination.Write(value);
    }

    public void WriteString(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var length = Encoding.UTF8.GetByteCount(value);
        WriteLong(length);
        if (length > 0)
        {
            _destination.Advance(Encoding.UTF8.GetBytes(value, _destination.GetSpan(length)));
        }
    }

    public void WriteEnum(int value) => WriteLong(value);

    public void SetItemCount(long value)
    {
        if (value > 0)
        {
            WriteLong(value);
        }
    }

    public void StartItem()
    {
    }

    public void WriteArrayStart()
    {
    }

    public void WriteArrayEnd() => WriteLong(0);

    public void WriteMapStart()
    {
    }

    public void WriteMapEnd() => WriteLong(0);

    public void WriteUnionIndex(int value) => WriteLong(value);

    public void WriteFixed(byte[] data) => _destination.Write(data);

    public void WriteFixed(byte[] data, int start, int len) => _destination.Write(data.AsSpan(start, len));

    public void Flush()
    {
    }
}
