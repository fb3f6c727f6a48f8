using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Avro.IO;

namespace ClickstreamAnalysis.Avro.Coding;

/// <summary>
/// Decodes Avro from pinned memory without copying it, for readers of Apache.Avro and for our own. Checks every length and count against the bytes that
/// are left, so that damaged bytes cost neither memory nor time. Not thread-safe.
/// </summary>
internal sealed unsafe class AvroDecoder : Decoder
{
    private const int MaxVarintBytes = 10;

    private byte* _at;
    private byte* _end;
    private long _itemsLeft;

    private long Left => _end - _at;

    public void Begin(byte* bytes, int length)
    {
        _at = bytes;
        _end = bytes + length;
        _itemsLeft = length;
    }

    /// <exception cref="SerdeException">Bytes are left.</exception>
    public void End()
    {
        if (_at != _end)
        {
            throw new SerdeException("trailing-bytes", $"{Left} bytes follow the Avro value: it was written with another schema than its id says.");
        }
    }

    public ReadOnlySpan<byte> ReadSpan() => Take(ReadLong());

    public ReadOnlySpan<byte> ReadFixedSpan(int length) => Take(length);

    public void ReadNull()
    {
    }

    public bool ReadBoolean() => Take(1)[0] switch
    {
        0 => false,
        1 => true,
        _ => throw Damaged("a Boolean that is neither 0 nor 1"),
    };

    public int ReadInt()
    {
        var value = ReadLong();
        return value is >= int.MinValue and <= int.MaxValue ? (int)value : throw Damaged("an int of more than 32 bits");
    }

    public long ReadLong()
    {
        ulong bits = 0;
        for (var i = 0; i < MaxVarintBytes; i++)
        {
            if (_at == _end)
            {
                throw Truncated();
            }

            var next = *_at++;
            bits |= (ulong)(next & 0x7F) << (7 * i);
            if (next < 0x80)
            {
                return (long)(bits >> 1) ^ -(long)(bits & 1);
            }
        }

        throw Damaged("a number of more than ten bytes");
    }

    public float ReadFloat() => BinaryPrimitives.ReadSingleLittleEndian(Take(sizeof(float)));

    public double ReadDouble() => BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double)));

    public byte[] ReadBytes() => ReadSpan().ToArray();

    // Repeated strings of up to 128 bytes come from the cache of that serde.
    public string ReadString() => Serdes.Utf8.Deserialize(ReadSpan());

    public int ReadEnum() => ReadInt();

    public long ReadArrayStart() => ReadCount();

    public long ReadArrayNext() => ReadCount();

    public long ReadMapStart() => ReadCount();

    public long ReadMapNext() => ReadCount();

    public int ReadUnionIndex()
    {
        // A recursive schema recurses only through unions, arrays and maps.
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return ReadInt();
    }

    public void ReadFixed(byte[] buffer) => Take(buffer.Length).CopyTo(buffer);

    public void ReadFixed(byte[] buffer, int start, int length) => Take(length).CopyTo(buffer.AsSpan(start, length));

    public void SkipNull()
    {
    }

    public void SkipBoolean() => Take(1);

    public void SkipInt() => ReadInt();

    public void SkipLong() => ReadLong();

    public void SkipFloat() => Take(sizeof(float));

    public void SkipDouble() => Take(sizeof(double));

    public void SkipBytes() => ReadSpan();

    public void SkipString() => ReadSpan();

    public void SkipEnum() => ReadInt();

    public void SkipUnionIndex() => ReadInt();

    public void SkipFixed(int len) => Take(len);

    private static SerdeException Truncated() => new("truncated", "The Avro value ends too early: it is cut off, or was written with another schema than its id says.");

    private static SerdeException Damaged(string what) => new("invalid-avro", $"The Avro value has {what}: it is damaged, or was written with another schema than its id says.");

    // Items of almost all types have at least a byte each, so there are no more of them than bytes in the value.
    private long ReadCount()
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var count = ReadLong();
        if (count < 0)
        {
            count = count == long.MinValue ? long.MaxValue : -count;
            ReadLong();
        }

        return (_itemsLeft -= count) >= 0 && count <= _itemsLeft + count ? count : throw Damaged("more items than bytes");
    }

    private ReadOnlySpan<byte> Take(long length)
    {
        if (length < 0)
        {
            throw Damaged("a negative length");
        }

        if (length > Left)
        {
            throw Truncated();
        }

        var span = new ReadOnlySpan<byte>(_at, (int)length);
        _at += length;
        return span;
    }
}
