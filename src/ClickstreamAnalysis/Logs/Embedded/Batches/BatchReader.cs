using ClickstreamAnalysis.Serialization;
using RocksDbSharp;

namespace ClickstreamAnalysis.Logs.Embedded.Batches;

/// <summary>Holds copies of consecutive batches and returns their records as views of a reused buffer.</summary>
internal sealed class BatchReader : ISpanDeserializer<bool>
{
    // The batches after the first one, in order; those before _next have been started.
    private readonly List<(int Start, int Length, long BaseOffset)> _ahead = [];
    private readonly BatchHeaders _headers = new();
    private byte[] _buffer = [];
    private int _filled;
    private int _next;
    private int _start;
    private int _position;
    private int _left;
    private long _nextOffset;
    private long _timestampMs;

    /// <summary>The header of the current batch.</summary>
    public BatchHeader Header { get; private set; }

    /// <summary>The first offset of the current batch.</summary>
    public long BaseOffset { get; private set; }

    /// <summary>The size of the current batch, in bytes.</summary>
    public int Length { get; private set; }

    /// <summary>The last offset of the current batch, inclusive.</summary>
    public long LastOffset => BaseOffset + Header.LastDelta;

    /// <summary>Whether the current batch has another record.</summary>
    public bool HasNext => _left > 0;

    /// <summary>The total size of all batches, in bytes.</summary>
    public int TotalLength => _filled;

    /// <summary>Replaces the content with a copy of a stored batch. The database calls this with the bytes of the row.</summary>
    public bool Deserialize(ReadOnlySpan<byte> buffer)
    {
        _ahead.Clear();
        _next = 0;
        _left = 0;
        _start = 0;
        _filled = 0;
        Length = buffer.Length;
        Copy(buffer);
        return true;
    }

    /// <summary>Starts reading the copy.</summary>
    /// <returns>False when the batch is damaged.</returns>
    public bool TryStart(long baseOffset)
    {
        _left = 0;
        if (!BatchHeader.TryRead(_buffer.AsSpan(_start, Length), out var header))
        {
            return false;
        }

        Header = header;
        BaseOffset = baseOffset;
        Restart();
        return true;
    }

    /// <summary>Appends a copy of the batch that follows the last one.</summary>
    /// <returns>False when the batch is damaged.</returns>
    public bool TryAppend(ReadOnlySpan<byte> batch, long baseOffset)
    {
        if (!BatchHeader.TryRead(batch, out _))
        {
            return false;
        }

        _ahead.Add((_filled, batch.Length, baseOffset));
        Copy(batch);
        return true;
    }

    /// <summary>Returns to the first record of the current batch.</summary>
    public void Restart()
    {
        _nextOffset = BaseOffset;
        _timestampMs = 0;
        _position = BatchHeader.Size;
        _left = Header.Count;
    }

    /// <summary>Reads the next record. Requires <see cref="HasNext"/>.</summary>
    /// <exception cref="RecordLogException">The batch does not contain the records that its header describes.</exception>
    public RawRecord Read(string topic, int partition, bool withHeaders)
    {
        try
        {
            return ReadNext(topic, partition, withHeaders);
        }
        catch (Exception e) when (e is FormatException or IndexOutOfRangeException or ArgumentOutOfRangeException)
        {
            throw new RecordLogException(
                $"The batch of {topic}-{partition} at offset {BaseOffset} is damaged: it ends within a record, although its checksum fits. "
                + "Restore the directory of the log from a copy, or delete the records up to a later offset to give up this batch.",
                e);
        }
    }

    private RawRecord ReadNext(string topic, int partition, bool withHeaders)
    {
        ReadOnlySpan<byte> source = _buffer.AsSpan(_start, Length);
        var position = _position;
        var offset = _nextOffset + (long)Varint.Read(source, ref position);
        var timestampMs = _timestampMs + Varint.ReadSigned(source, ref position);
        var key = ReadBytes(source, ref position, out var hasKey);
        var value = ReadBytes(source, ref position, out var hasValue);
        var headerCount = ReadLength(source, ref position);
        var headers = headerCount == 0 ? null : PassHeaders(source, ref position, headerCount, withHeaders);
        _timestampMs = timestampMs;
        _nextOffset = offset + 1;
        _position = position;
        if (--_left == 0 && _next < _ahead.Count)
        {
            StartNext();
        }

        return new RawRecord(topic, partition, offset, timestampMs, key, hasKey, value, hasValue, headers);
    }

    private void StartNext()
    {
        (_start, Length, BaseOffset) = _ahead[_next++];
        Header = BatchHeader.Read(_buffer.AsSpan(_start, Length));
        Restart();
    }

    private void Copy(ReadOnlySpan<byte> batch)
    {
        if (_buffer.Length - _filled < batch.Length)
        {
            var larger = GC.AllocateUninitializedArray<byte>(Math.Max(_filled + batch.Length, _buffer.Length * 2));
            _buffer.AsSpan(0, _filled).CopyTo(larger);
            _buffer = larger;
        }

        batch.CopyTo(_buffer.AsSpan(_filled));
        _filled += batch.Length;
    }

    private static int ReadLength(ReadOnlySpan<byte> source, scoped ref int position) => LengthOf(Varint.Read(source, ref position), source, position);

    /// <summary>Validates a byte or element count against the remaining bytes; an element takes at least one byte.</summary>
    private static int LengthOf(ulong length, ReadOnlySpan<byte> source, int position)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, (ulong)(source.Length - position));
        return (int)length;
    }

    public static ReadOnlySpan<byte> ReadName(ReadOnlySpan<byte> source, scoped ref int position)
    {
        var length = ReadLength(source, ref position);
        var name = source.Slice(position, length);
        position += length;
        return name;
    }

    public static ReadOnlySpan<byte> ReadBytes(ReadOnlySpan<byte> source, scoped ref int position, out bool isThere)
    {
        var next = Varint.Read(source, ref position);
        isThere = next > 0;
        if (!isThere)
        {
            return default;
        }

        var length = LengthOf(next - 1, source, position);
        var bytes = source.Slice(position, length);
        position += length;
        return bytes;
    }

    private BatchHeaders? PassHeaders(ReadOnlySpan<byte> source, ref int position, int count, bool wanted)
    {
        var first = position;
        for (var i = 0; i < count; i++)
        {
            ReadName(source, ref position);
            ReadBytes(source, ref position, out _);
        }

        if (!wanted)
        {
            return null;
        }

        _headers.Follow(_buffer, _start + first, count);
        return _headers;
    }
}
