using System.Buffers.Binary;
using ClickstreamAnalysis.Logs.Embedded.Batches;
using ClickstreamAnalysis.Logs.Embedded.Storage;
using RocksDbSharp;

namespace ClickstreamAnalysis.Logs.Embedded.Partitions;

/// <summary>The offsets and batches of a partition. Any thread may read; changes require the store's lock.</summary>
internal sealed class PartitionLog
{
    private const int MaxSingleDeletes = 64;
    private const int SmallBatchBytes = 4 * 1024;
    private const int ReadAheadBytes = 64 * 1024;

    private readonly LogDatabase _database;
    private readonly Dictionary<EmbeddedTransaction, long> _open = [];
    private long _firstRow;
    private long _start;
    private long _end;
    private long _readableEnd;
    private volatile bool _isDeleted;
    private volatile bool _hasOpen;

    public PartitionLog(LogDatabase database, TopicPartition id, int topicId)
    {
        _database = database;
        Id = id;
        TopicId = topicId;
        Recover();
    }

    public TopicPartition Id { get; }

    public int TopicId { get; }

    /// <summary>The first offset, inclusive.</summary>
    public long Start => Volatile.Read(ref _start);

    /// <summary>One past the last allocated offset.</summary>
    public long End => Volatile.Read(ref _end);

    /// <summary>The exclusive end for readers: <see cref="End"/>, or the first offset of the earliest open transaction.</summary>
    public long ReadableEnd => Volatile.Read(ref _readableEnd);

    /// <summary>Whether the topic was deleted.</summary>
    public bool IsDeleted
    {
        get => _isDeleted;
        set => _isDeleted = value;
    }

    /// <summary>Whether an open transaction limits the readable end.</summary>
    public bool HasOpenTransaction => _hasOpen;

    /// <summary>The exclusive end of the range that the cleaner has compacted.</summary>
    public long CleanedTo { get; private set; }

    /// <summary>The number of records that remained before <see cref="CleanedTo"/> after cleaning.</summary>
    public long CleanRecords { get; private set; }

    /// <summary>Allocates the offsets of a batch. Readers do not see them before <see cref="Publish"/>.</summary>
    /// <returns>The first allocated offset.</returns>
    public long Take(int count)
    {
        var first = _end;
        Volatile.Write(ref _end, first + count);
        return first;
    }

    /// <summary>Returns the most recently allocated offsets, which were not written.</summary>
    public void Undo(long first) => Volatile.Write(ref _end, first);

    /// <summary>Limits the readable end to an offset until the transaction ends.</summary>
    public void Hold(EmbeddedTransaction transaction, long offset)
    {
        _open.TryAdd(transaction, offset);
        Publish();
    }

    public void Release(EmbeddedTransaction transaction)
    {
        _open.Remove(transaction);
        Publish();
    }

    /// <summary>Makes the written records readable.</summary>
    public void Publish()
    {
        var end = _end;
        foreach (var first in _open.Values)
        {
            end = Math.Min(end, first);
        }

        _hasOpen = _open.Count > 0;
        Volatile.Write(ref _readableEnd, end);
    }

    /// <summary>Raises the end to that of the stored rows. A write that failed can reappear after the database is reopened.</summary>
    public void CatchUp()
    {
        if (_isDeleted)
        {
            return;
        }

        using var use = _database.Enter();
        using var iterator = _database.NewIterator();
        if (iterator.SeekForPrev(LogKey.Batch(TopicId, Id.Partition, long.MaxValue)).Valid()
            && LogKey.IsBatchOf(iterator.GetKeySpan(), TopicId, Id.Partition))
        {
            var reader = new BatchReader();
            reader.Deserialize(iterator.GetValueSpan());
            Start_OrThrow(reader, LogKey.BaseOffset(iterator.GetKeySpan()));
            Volatile.Write(ref _end, Math.Max(_end, reader.LastOffset + 1));
        }

        Publish();
    }

    /// <summary>Deletes the records before an offset. Readers skip the deleted records of a batch that spans the offset.</summary>
    public void DeleteBefore(long offset)
    {
        if (offset <= _start || _isDeleted)
        {
            return;
        }

        Span<byte> row = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(row, offset);
        using var batch = new WriteBatch();
        batch.Put(LogKey.OldestOffset(TopicId, Id.Partition), row);
        var keptFrom = DeleteRows(batch, offset);
        _database.Write(batch);
        _firstRow = keptFrom;
        Volatile.Write(ref _start, offset);
    }

    /// <summary>Stores the end of the cleaned range and the number of records that remain before it.</summary>
    public void MarkCleaned(WriteBatch batch, long to, long records)
    {
        Span<byte> row = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(row, to);
        BinaryPrimitives.WriteInt64BigEndian(row[8..], records);
        batch.Put(LogKey.Cleaned(TopicId, Id.Partition), row);
        (CleanedTo, CleanRecords) = (to, records);
    }

    /// <summary>Reads the batch that contains an offset, or else the next batch before the readable end.</summary>
    /// <returns>False when there is no such batch.</returns>
    public bool TryRead(long offset, BatchReader reader)
    {
        var end = ReadableEnd;
        if (offset >= end)
        {
            return false;
        }

        // Sequential reads need exactly the next batch, and a point lookup avoids an iterator.
        Span<byte> key = stackalloc byte[LogKey.BatchSize];
        LogKey.WriteBatch(key, TopicId, Id.Partition, offset);
        if (_database.TryGet(key, reader))
        {
            Start_OrThrow(reader, offset);
            return true;
        }

        using var use = _database.Enter();
        using var iterator = _database.NewIterator();
        if (iterator.SeekForPrev(key).Valid() && LogKey.IsBatchOf(iterator.GetKeySpan(), TopicId, Id.Partition))
        {
            reader.Deserialize(iterator.GetValueSpan());
            Start_OrThrow(reader, LogKey.BaseOffset(iterator.GetKeySpan()));
            if (reader.LastOffset >= offset)
            {
                return true;
            }
        }

        if (!iterator.Seek(key).Valid() || !LogKey.IsBatchOf(iterator.GetKeySpan(), TopicId, Id.Partition)
            || LogKey.BaseOffset(iterator.GetKeySpan()) >= end)
        {
            return false;
        }

        reader.Deserialize(iterator.GetValueSpan());
        Start_OrThrow(reader, LogKey.BaseOffset(iterator.GetKeySpan()));
        return true;
    }

    /// <summary>Appends the batches that follow a small one, so that one iterator serves many batches.</summary>
    public void ReadAhead(BatchReader reader)
    {
        var next = reader.LastOffset + 1;
        var end = ReadableEnd;
        if (reader.Length >= SmallBatchBytes || next >= end)
        {
            return;
        }

        Span<byte> key = stackalloc byte[LogKey.BatchSize];
        LogKey.WriteBatch(key, TopicId, Id.Partition, next);
        using var use = _database.Enter();
        using var iterator = _database.NewIterator();
        for (iterator.Seek(key); reader.TotalLength < ReadAheadBytes && iterator.Valid(); iterator.Next())
        {
            var found = iterator.GetKeySpan();
            if (!LogKey.IsBatchOf(found, TopicId, Id.Partition) || LogKey.BaseOffset(found) >= end)
            {
                return;
            }

            if (!reader.TryAppend(iterator.GetValueSpan(), LogKey.BaseOffset(found)))
            {
                // The error is reported when this batch is read directly.
                return;
            }
        }
    }

    /// <summary>Deletes the rows of batches that end before an offset.</summary>
    /// <returns>The lowest offset at which the first remaining row can begin.</returns>
    private long DeleteRows(WriteBatch batch, long offset)
    {
        using var use = _database.Enter();
        using var iterator = _database.NewIterator();
        var keptFrom = offset;
        var reader = new BatchReader();
        if (iterator.SeekForPrev(LogKey.Batch(TopicId, Id.Partition, offset)).Valid()
            && LogKey.IsBatchOf(iterator.GetKeySpan(), TopicId, Id.Partition))
        {
            var last = LogKey.BaseOffset(iterator.GetKeySpan());
            reader.Deserialize(iterator.GetValueSpan());

            // A damaged batch is deleted too, because it cannot be read or repaired.
            keptFrom = reader.TryStart(last) && reader.LastOffset >= offset ? last : offset;
        }

        // A few rows are deleted one by one: purging is frequent, and RocksDB reads slowly across many range tombstones.
        Span<long> rows = stackalloc long[MaxSingleDeletes + 1];
        Span<byte> key = stackalloc byte[LogKey.BatchSize];
        var count = 0;
        for (iterator.Seek(LogKey.Batch(TopicId, Id.Partition, _firstRow));
            count < rows.Length && iterator.Valid() && LogKey.IsBatchOf(iterator.GetKeySpan(), TopicId, Id.Partition)
            && LogKey.BaseOffset(iterator.GetKeySpan()) < keptFrom;
            iterator.Next())
        {
            rows[count++] = LogKey.BaseOffset(iterator.GetKeySpan());
        }

        if (count <= MaxSingleDeletes)
        {
            foreach (var row in rows[..count])
            {
                LogKey.WriteBatch(key, TopicId, Id.Partition, row);
                batch.Delete(key);
            }
        }
        else
        {
            batch.DeleteRange(LogKey.Batch(TopicId, Id.Partition, rows[0]), LogKey.BatchSize, LogKey.Batch(TopicId, Id.Partition, keptFrom), LogKey.BatchSize, null);
        }

        return keptFrom;
    }

    private void Start_OrThrow(BatchReader reader, long baseOffset)
    {
        if (!reader.TryStart(baseOffset))
        {
            throw new RecordLogException(
                $"The batch of {Id} at offset {baseOffset} in '{_database.Directory}' is damaged: its checksum does not fit. Restore the " +
                "directory from a copy, or delete the records up to a later offset to give up what is there.")
            {
                Topic = Id.Topic,
                Partition = Id.Partition,
                Offset = baseOffset,
            };
        }
    }

    private void Recover()
    {
        var oldest = _database.Get(LogKey.OldestOffset(TopicId, Id.Partition));
        var cleaned = _database.Get(LogKey.Cleaned(TopicId, Id.Partition));
        _start = oldest is null ? 0 : BinaryPrimitives.ReadInt64BigEndian(oldest);
        if (cleaned is not null)
        {
            CleanedTo = BinaryPrimitives.ReadInt64BigEndian(cleaned);
            CleanRecords = BinaryPrimitives.ReadInt64BigEndian(cleaned.AsSpan(8));
        }

        // The cleaner may have removed the last batch; its offsets are not reused.
        _end = Math.Max(_start, CleanedTo);
        CatchUp();
    }
}
