using System.Text;
using RocksDbSharp;

namespace ClickstreamAnalysis.Logs.Embedded.Batches;

/// <summary>Holds a copy of one batch, and hands out its records as views of it. The buffer is reused.</summary>
internal sealed class BatchReader : ISpanDeserializer<bool>
{
    private byte[] _buffer = [];
    private int _length;
    private int _position;
    private int _left;
    private long _nextOffset;
    private long _timestampMs;

    public BatchHeader Header { get; private set; }

    public long BaseOffset { get; private set; }

    /// <summary>How many bytes the batch has.</summary>
    public int Length => _length;

    public long LastOffset => BaseOffset + Header.LastDelta;

    /// <summary>Whether a record is left.</summary>
    public bool HasNext => _left > 0;

    /// <summary>Takes a copy of a stored batch; called by the database with its bytes.</summary>
    public bool Deserialize(ReadOnlySpan<byte> buffer)
    {
        if (_buffer.Length < buffer.Length)
        {
            _buffer = GC.AllocateUninitializedArray<byte>(Math.Max(buffer.Length, _buffer.Length * 2));
        }

        buffer.CopyTo(_buffer);
        _length = buffer.Length;
        _left = 0;
        return true;
    }

    /// <summary>Starts reading the copy.</summary>
    /// <returns>False when it is damaged.</returns>
    public bool TryStart(long baseOffset)
    {
        _left = 0;
        if (!BatchHeader.TryRead(_buffer.AsSpan(0, _length), out var header))
        {
            return false;
        }

        Header = header;
        BaseOffset = baseOffset;
        Restart();
        return true;
    }

    /// <summary>Starts over with the first record.</summary>
    public void Restart()
    {
        _nextOffset = BaseOffset;
        _timestampMs = 0;
        _position = BatchHeader.Size;
        _left = Header.Count;
    }

    /// <summary>Reads the next record; only while <see cref="HasNext"/>.</summary>
    public LogRecord Read(string topic, int partition, bool withHeaders)
    {
        ReadOnlySpan<byte> source = _buffer.AsSpan(0, _length);
        var position = _position;
        var offset = _nextOffset + (long)Varint.Read(source, ref position);
        _timestampMs += Varint.ReadSigned(source, ref position);
        var key = ReadBytes(source, ref position, out var hasKey);
        var value = ReadBytes(source, ref position, out var hasValue);
        var headerCount = (int)Varint.Read(source, ref position);
        var headers = headerCount == 0 ? null : ReadHeaders(source, ref position, headerCount, withHeaders);
        _nextOffset = offset + 1;
        _position = position;
        _left--;
        return new LogRecord(topic, partition, offset, _timestampMs, key, hasKey, value, hasValue, headers);
    }

    private static ReadOnlySpan<byte> ReadBytes(ReadOnlySpan<byte> source, scoped ref int position, out bool isThere)
    {
        var length = (int)Varint.Read(source, ref position) - 1;
        isThere = length >= 0;
        if (!isThere)
        {
            return default;
        }

        var bytes = source.Slice(position, length);
        position += length;
        return bytes;
    }

    private static LogHeader[]? ReadHeaders(ReadOnlySpan<byte> source, ref int position, int count, bool wanted)
    {
        var headers = wanted ? new LogHeader[count] : null;
        for (var i = 0; i < count; i++)
        {
            var nameLength = (int)Varint.Read(source, ref position);
            var name = source.Slice(position, nameLength);
            position += nameLength;
            var value = ReadBytes(source, ref position, out var hasValue);
            if (headers is not null)
            {
                headers[i] = new LogHeader(Encoding.UTF8.GetString(name), hasValue ? value.ToArray() : null);
            }
        }

        return headers;
    }
}
