using ClickstreamAnalysis.Logs.Embedded.Batches;
using ClickstreamAnalysis.Logs.Embedded.Partitions;
using ClickstreamAnalysis.Logs.Embedded.Storage;

namespace ClickstreamAnalysis.Logs.Embedded;

/// <summary>Writes to an <see cref="EmbeddedLog"/>. Records are buffered in memory per partition and written in batches.</summary>
internal sealed class EmbeddedProducer(
    LogDatabase database, PartitionStore store, EmbeddedLogOptions logOptions, LogProducerOptions options) : ILogProducer
{
    private readonly PartitionStore _store = store;
    private readonly Dictionary<string, PartitionWriter?[]> _topics = [];
    private readonly List<PartitionWriter> _dirty = [];
    private string? _lastTopic;
    private PartitionWriter?[] _lastWriters = [];
    private EmbeddedTransaction? _transaction;
    private long _waitingBytes;
    private long _waitingSince;
    private long _accepted;
    private int? _epoch;
    private bool _isOpen;
    private bool _isBroken;

    private bool IsTransactional => options.TransactionalId is not null;

    public void InitTransactions(TimeSpan timeout)
    {
        CheckUsable();
        if (options.TransactionalId is not { } id)
        {
            throw new InvalidOperationException("A producer without a transactional id has no transactions.");
        }

        if (_epoch is not null)
        {
            throw new InvalidOperationException("InitTransactions was called before.");
        }

        _epoch = _store.NextEpoch(id);
    }

    public void BeginTransaction()
    {
        CheckUsable();
        if (_epoch is not { } epoch || _isOpen)
        {
            throw new InvalidOperationException(_isOpen ? "A transaction is open already." : "InitTransactions was not called.");
        }

        BreakIfFenced(() => _transaction = _store.Begin(options.TransactionalId!, epoch, options.TransactionTimeout));
        _isOpen = true;
    }

    public void Produce(in RawRecord record)
    {
        CheckUsable();
        if (IsTransactional && !_isOpen)
        {
            throw new InvalidOperationException("A transactional producer writes inside a transaction only: call BeginTransaction first.");
        }

        var size = BatchBuilder.SizeOf(record);
        var writer = FindWriter(record.Topic, record.Partition);
        if (size > writer.MaxRecordBytes)
        {
            throw new RecordTooLargeException(
                $"A record for {record.Topic}-{record.Partition} has {size:N0} bytes, and this topic of the {database.Description} takes {writer.MaxRecordBytes:N0}. "
                + "Make it smaller; or raise MaxRecordBytes of the log, or of the topic if it was created with one.")
            {
                Topic = record.Topic,
                Partition = record.Partition,
                Bytes = size,
            };
        }

        if (writer.Builder.Count > 0 && writer.Builder.Length + size > logOptions.BatchBytes)
        {
            writer.Seal();
        }

        if (writer.IsEmpty)
        {
            _dirty.Add(writer);
        }

        var before = writer.Builder.Length;
        writer.Builder.Add(record);
        if (options.DeliveryHandler is not null)
        {
            writer.Number(_accepted++);
        }

        if (!IsTransactional)
        {
            WriteIfDue(writer, writer.Builder.Length - before);
        }
    }

    public void Flush(TimeSpan timeout)
    {
        CheckUsable();
        if (!IsTransactional)
        {
            Write();
        }
        else if (_transaction is not null)
        {
            Guard(static p => p._store.Place(p._dirty, p._transaction!));
        }
    }

    public void SendOffsets(IReadOnlyCollection<TopicPartitionOffset> offsets, ConsumerGroupMetadata group, TimeSpan timeout)
    {
        ArgumentNullException.ThrowIfNull(offsets);
        ArgumentNullException.ThrowIfNull(group);
        CheckInTransaction();
        BreakIfFenced(() => _store.AddOffsets(_transaction!, offsets, group));
    }

    public void CommitTransaction(TimeSpan timeout)
    {
        CheckInTransaction();
        Guard(static p => p._store.Append(p._dirty, p._transaction));
        EndTransaction();
    }

    public void AbortTransaction(TimeSpan timeout)
    {
        CheckInTransaction();
        BreakIfFenced(() => _store.Abort(_transaction!));
        EndTransaction();
    }

    public long LastOffset(TopicPartition partition) =>
        _topics.TryGetValue(partition.Topic, out var writers) && (uint)partition.Partition < (uint)writers.Length
            ? writers[partition.Partition]?.LastOffset ?? -1
            : -1;

    /// <summary>Aborts an open transaction. Without transactions, records that were not flushed are lost.</summary>
    public void Dispose()
    {
        if (_transaction is not null)
        {
            _store.Drop(_transaction);
        }

        _isBroken = true;
        EndTransaction();
    }

    private void EndTransaction()
    {
        _transaction = null;
        _isOpen = false;
        foreach (var writer in _dirty)
        {
            writer.Clear();
        }

        _dirty.Clear();
    }

    private void WriteIfDue(PartitionWriter writer, int bytes)
    {
        var now = logOptions.TimeProvider.GetTimestamp();
        if (_waitingBytes == 0)
        {
            _waitingSince = now;
        }

        _waitingBytes += bytes;
        if (writer.Batches.Count > 0 || _waitingBytes >= options.QueueBytes || logOptions.TimeProvider.GetElapsedTime(_waitingSince, now) > options.Linger)
        {
            Write();
        }
    }

    private void Write()
    {
        if (options.DeliveryHandler is { } handler)
        {
            WriteAndReport(handler);
            return;
        }

        if (_dirty.Count == 0)
        {
            return;
        }

        try
        {
            _store.Append(_dirty, null);
            _dirty.Clear();
            _waitingBytes = 0;
        }
        catch (TopicNotFoundException)
        {
            // Reported once; the next call writes the records of the other topics.
            _dirty.FindAll(static w => w.Log.IsDeleted).ForEach(static w => w.Clear());
            _dirty.RemoveAll(static w => w.Log.IsDeleted);
            throw;
        }
    }

    private void WriteAndReport(IDeliveryHandler handler)
    {
        while (_dirty.Count > 0)
        {
            try
            {
                _store.Append(_dirty, null);
                _dirty.ForEach(writer => writer.ReportDelivered(handler));
                _dirty.Clear();
            }
            catch (RecordLogException e)
            {
                // A deleted topic fails only its own records; the others are retried.
                var failed = e is TopicNotFoundException ? _dirty.FindAll(static w => w.Log.IsDeleted) : [.. _dirty];
                failed.ForEach(writer => writer.Fail(handler, e));
                _dirty.RemoveAll(failed.Contains);
            }
        }

        _waitingBytes = 0;
    }

    /// <summary>Runs an operation of a transactional producer. A failure makes the producer unusable, because its outcome is unknown.</summary>
    private void Guard(Action<EmbeddedProducer> act)
    {
        try
        {
            act(this);
        }
        catch
        {
            _isBroken = true;
            throw;
        }
    }

    private PartitionWriter FindWriter(string topic, int partition)
    {
        if (!ReferenceEquals(topic, _lastTopic))
        {
            _lastWriters = _topics.GetValueOrDefault(topic) ?? [];
            _lastTopic = topic;
        }

        if ((uint)partition < (uint)_lastWriters.Length && _lastWriters[partition] is { } known && !known.Log.IsDeleted)
        {
            return known;
        }

        return OpenWriter(new TopicPartition(topic, partition));
    }

    private PartitionWriter OpenWriter(TopicPartition id)
    {
        var log = Find(id);
        var topic = _store.Topics.Find(id.Topic)!.Specification;
        var writer = new PartitionWriter(log, topic.MaxRecordBytes ?? logOptions.MaxRecordBytes);
        if (_lastWriters.Length != topic.Partitions)
        {
            _topics[id.Topic] = _lastWriters = new PartitionWriter?[topic.Partitions];
        }

        _lastWriters[id.Partition] = writer;
        return writer;
    }

    private PartitionLog Find(TopicPartition id)
    {
        try
        {
            return _store.Topics.Get(id);
        }
        catch (TopicNotFoundException)
        {
            _isBroken = IsTransactional;
            throw;
        }
    }

    private void BreakIfFenced(Action act)
    {
        try
        {
            act();
        }
        catch (ProducerFencedException)
        {
            _isBroken = true;
            throw;
        }
    }

    private void CheckInTransaction()
    {
        CheckUsable();
        if (!_isOpen)
        {
            throw new InvalidOperationException("No transaction is open.");
        }
    }

    private void CheckUsable() => ObjectDisposedException.ThrowIf(_isBroken, typeof(ILogProducer));
}
