using System.Buffers.Binary;
using ClickstreamAnalysis.Logs.Embedded.Batches;
using ClickstreamAnalysis.Logs.Embedded.Storage;
using RocksDbSharp;

namespace ClickstreamAnalysis.Logs.Embedded;

/// <summary>The offsets of a partition, and the way to its batches. Read by any thread; changed with the log's write lock only.</summary>
internal sealed class PartitionLog
{
    private readonly LogDatabase _database;
    private readonly Dictionary<EmbeddedTransaction, long> _open = [];
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

    /// <summary>The oldest offset.</summary>
    public long Start => Volatile.Read(ref _start);

    /// <summary>One past the newest offset that was given out.</summary>
    public long End => Volatile.Read(ref _end);

    /// <summary>Where readers stop: the end, or the first offset that an open transaction has.</summary>
    public long ReadableEnd => Volatile.Read(ref _readableEnd);

    /// <summary>Set once the topic was deleted.</summary>
    public bool IsDeleted
    {
        get => _isDeleted;
        set => _isDeleted = value;
    }

    /// <summary>Whether a transaction holds readers back.</summary>
    public bool HasOpenTransaction => _hasOpen;

    /// <summary>Gives out offsets; readers do not see them before <see cref="Publish"/>.</summary>
    /// <returns>The first of them.</returns>
    public long Take(int count)
    {
        var first = _end;
        Volatile.Write(ref _end, first + count);
        return first;
    }

    /// <summary>Takes offsets back that were given out last and not written.</summary>
    public void Undo(long first) => Volatile.Write(ref _end, first);

    /// <summary>Holds readers back from an offset on until the transaction ends.</summary>
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

    /// <summary>Lets readers see what was written.</summary>
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

    /// <summary>Removes the records before an offset; of a batch that reaches over it, readers leave them out.</summary>
    public void DeleteBefore(long offset)
    {
        if (offset <= _start)
        {
            return;
        }

        Span<byte> row = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(row, offset);
        using var batch = new WriteBatch();
        batch.Put(LogKey.OldestOffset(TopicId, Id.Partition), row);
        var reader = new BatchReader();
        var keptFrom = TryRead(offset, reader) ? Math.Min(offset, reader.BaseOffset) : offset;
        batch.DeleteRange(
            LogKey.Batch(TopicId, Id.Partition, 0), LogKey.BatchSize, LogKey.Batch(TopicId, Id.Partition, keptFrom), LogKey.BatchSize, null);
        _database.Write(batch);
        Volatile.Write(ref _start, offset);
    }

    /// <summary>Reads the batch that holds an offset, or else the next one before the readable end.</summary>
    /// <returns>False when there is none.</returns>
    public bool TryRead(long offset, BatchReader reader)
    {
        var end = ReadableEnd;
        if (offset >= end)
        {
            return false;
        }

        // Reading on from batch to batch asks for exactly the next one, which spares an iterator.
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

    private void Start_OrThrow(BatchReader reader, long baseOffset)
    {
        if (!reader.TryStart(baseOffset))
        {
            throw new LogException(
                $"The batch of {Id} at offset {baseOffset} in '{_database.Directory}' is damaged: its checksum does not fit. Restore the " +
                "directory from a copy, or delete the records up to a later offset to give up what is there.");
        }
    }

    private void Recover()
    {
        var oldest = _database.Get(LogKey.OldestOffset(TopicId, Id.Partition));
        var cleaned = _database.Get(LogKey.Cleaned(TopicId, Id.Partition));
        _start = oldest is null ? 0 : BinaryPrimitives.ReadInt64BigEndian(oldest);
        _end = Math.Max(_start, cleaned is null ? 0 : BinaryPrimitives.ReadInt64BigEndian(cleaned));
        using var use = _database.Enter();
        using var iterator = _database.NewIterator();
        if (iterator.SeekForPrev(LogKey.Batch(TopicId, Id.Partition, long.MaxValue)).Valid()
            && LogKey.IsBatchOf(iterator.GetKeySpan(), TopicId, Id.Partition))
        {
            var reader = new BatchReader();
            reader.Deserialize(iterator.GetValueSpan());
            Start_OrThrow(reader, LogKey.BaseOffset(iterator.GetKeySpan()));
            _end = Math.Max(_end, reader.LastOffset + 1);
        }

        Publish();
    }
}
