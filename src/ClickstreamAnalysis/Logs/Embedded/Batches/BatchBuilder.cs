using System.Buffers;
using System.Text;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis.Logs.Embedded.Batches;

/// <summary>Collects records of one partition in the stored format. Rents its buffer while it has records.</summary>
/// <remarks>
/// Layout of a record: offset minus expected offset, timestamp minus previous timestamp (signed), key length + 1 or 0 for
/// null, key, value length + 1 or 0 for null, value, header count, and per header name length, name, value length + 1 or 0, value.
/// </remarks>
internal sealed class BatchBuilder
{
    // Three lengths, an offset and a timestamp.
    private const int RecordOverhead = 5 * Varint.MaxLength;

    // A thousand partitions may each get one record between two commits, and the pool keeps few buffers per size.
    private const int FirstBufferBytes = 512;

    private byte[] _buffer = [];
    private int _lastLength;
    private int _nextDelta;
    private long _timestampMs;
    private long _maxTimestampMs;
    private bool _hasTombstones;

    public int Count { get; private set; }

    /// <summary>The size of the batch so far, in bytes; 0 without records.</summary>
    public int Length { get; private set; }

    public static int SizeOf(in RawRecord record)
    {
        var size = record.Key.Length + record.Value.Length;
        if (record.Headers is { } headers)
        {
            foreach (var header in headers)
            {
                size += Encoding.UTF8.GetByteCount(header.Name) + (header.Value?.Length ?? 0);
            }
        }

        return size;
    }

    /// <summary>Appends a record at the next offset.</summary>
    public void Add(in RawRecord record) => Add(record, _nextDelta);

    /// <summary>Appends a record at an offset relative to the first offset of the batch.</summary>
    public void Add(in RawRecord record, int offsetDelta)
    {
        var headers = record.Headers;
        var headerCount = headers?.Count ?? 0;
        Reserve(RecordOverhead + (headerCount * 2 * Varint.MaxLength) + SizeOf(record));
        var target = _buffer.AsSpan();
        var length = Length;
        length += Varint.Write(target[length..], (ulong)(offsetDelta - _nextDelta));
        length += Varint.WriteSigned(target[length..], record.TimestampMs - _timestampMs);
        length += WriteBytes(target[length..], record.Key, record.HasKey);
        length += WriteBytes(target[length..], record.Value, record.HasValue);
        length += Varint.Write(target[length..], (ulong)headerCount);
        for (var i = 0; i < headerCount; i++)
        {
            var header = headers![i];
            length += Varint.Write(target[length..], (ulong)Encoding.UTF8.GetByteCount(header.Name));
            length += Encoding.UTF8.GetBytes(header.Name, target[length..]);
            length += WriteBytes(target[length..], header.Value, header.Value is not null);
        }

        Length = length;
        _maxTimestampMs = Count == 0 ? record.TimestampMs : Math.Max(_maxTimestampMs, record.TimestampMs);
        _timestampMs = record.TimestampMs;
        _hasTombstones |= !record.HasValue;
        _nextDelta = offsetDelta + 1;
        Count++;
    }

    /// <summary>Completes the batch and transfers its buffer. The builder is empty afterwards.</summary>
    public SealedBatch Seal(long cleanedAtMs = 0)
    {
        new BatchHeader(Count, _nextDelta - 1, _maxTimestampMs, _hasTombstones, cleanedAtMs).Seal(_buffer.AsSpan(0, Length));
        var batch = new SealedBatch(_buffer, Length, _nextDelta);
        _lastLength = Length;
        _buffer = [];
        Clear();
        return batch;
    }

    /// <summary>Discards the records.</summary>
    public void Discard()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }

        Clear();
    }

    private static int WriteBytes(Span<byte> target, ReadOnlySpan<byte> bytes, bool isThere)
    {
        if (!isThere)
        {
            target[0] = 0;
            return 1;
        }

        var length = Varint.Write(target, (ulong)bytes.Length + 1);
        bytes.CopyTo(target[length..]);
        return length + bytes.Length;
    }

    private void Clear()
    {
        Count = 0;
        Length = 0;
        _nextDelta = 0;
        _timestampMs = 0;
        _maxTimestampMs = 0;
        _hasTombstones = false;
    }

    private void Reserve(int bytes)
    {
        if (Length == 0)
        {
            Length = BatchHeader.Size;
        }

        if (_buffer.Length - Length >= bytes)
        {
            return;
        }

        // Batches of a partition have similar sizes; starting at the last size avoids growing the buffer.
        var wanted = _buffer.Length == 0 ? Math.Max(FirstBufferBytes, _lastLength) : _buffer.Length * 2;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(wanted, Length + bytes));
        _buffer.AsSpan(0, Math.Min(Length, _buffer.Length)).CopyTo(larger);
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = larger;
    }
}
