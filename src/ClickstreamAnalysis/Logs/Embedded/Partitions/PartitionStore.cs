using System.Buffers.Binary;
using ClickstreamAnalysis.Logs.Embedded.Storage;
using RocksDbSharp;

namespace ClickstreamAnalysis.Logs.Embedded.Partitions;

/// <summary>Writes the partitions of an embedded log: records, transactions and group offsets. Thread-safe, with one writer at a time.</summary>
/// <remarks>
/// All writes happen under one lock, so offsets rise in write order. Lock order: this lock first, then the coordinator's, never
/// the reverse.
/// </remarks>
internal sealed class PartitionStore(LogDatabase database, TopicCatalog topics, GroupCoordinator groups, TimeProvider time) : IDisposable
{
    private const int ReusedBatchBytes = 4 * 1024 * 1024;

    private readonly object _gate = new();
    private readonly TransactionRegistry _transactions = new(time);
    private WriteBatch _batch = new();

    /// <summary>The topics and their partitions, for readers.</summary>
    public TopicCatalog Topics => topics;

    /// <summary>Creates a topic.</summary>
    /// <returns>False when a topic of this name already exists.</returns>
    public bool CreateTopic(TopicSpecification topic)
    {
        lock (_gate)
        {
            EnsureWritable_NeedsLock();
            if (!topics.Add(topic))
            {
                return false;
            }
        }

        groups.OnTopicsChanged();
        return true;
    }

    /// <summary>Deletes a topic with its records and group offsets.</summary>
    /// <returns>False when it does not exist.</returns>
    public bool DeleteTopic(string topic)
    {
        lock (_gate)
        {
            EnsureWritable_NeedsLock();
            if (!topics.Remove(topic))
            {
                return false;
            }
        }

        groups.OnTopicsChanged();
        return true;
    }

    /// <summary>Deletes the records before an offset.</summary>
    /// <exception cref="OffsetOutOfRangeException">The offset is greater than the end of the partition.</exception>
    public void DeleteBefore(PartitionLog partition, long offset)
    {
        lock (_gate)
        {
            EnsureWritable_NeedsLock();
            if (offset > partition.End)
            {
                throw new OffsetOutOfRangeException(
                    $"Records before {partition.Id}@{offset} cannot be deleted: the partition ends at {partition.End}. Choose an offset up to that.")
                {
                    Topic = partition.Id.Topic,
                    Partition = partition.Id.Partition,
                    Offset = offset,
                    Range = new OffsetRange(partition.Start, partition.End),
                };
            }

            partition.DeleteBefore(offset);
        }
    }

    /// <summary>Replaces rows of a partition with the cleaner's output, unless the topic was deleted.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="rows">The deletions and the new rows.</param>
    /// <param name="cleaned">
    /// The end of the cleaned range and the number of records before it; null while cleaning is in progress.
    /// </param>
    public void Replace(PartitionLog partition, WriteBatch rows, (long To, long Records)? cleaned)
    {
        lock (_gate)
        {
            if (partition.IsDeleted)
            {
                return;
            }

            if (cleaned is { } mark)
            {
                partition.MarkCleaned(rows, mark.To, mark.Records);
            }

            database.Write(rows);
        }
    }

    /// <summary>Throws while the disk is full. Reopens the database for writing once there is room.</summary>
    /// <exception cref="RecordLogFullException">There is not enough room yet.</exception>
    public void EnsureWritable()
    {
        lock (_gate)
        {
            EnsureWritable_NeedsLock();
        }
    }

    /// <summary>Writes the batches of the writers and the offsets of the transaction atomically, then makes them readable.</summary>
    public void Append(List<PartitionWriter> writers, EmbeddedTransaction? transaction)
    {
        lock (_gate)
        {
            EnsureWritable_NeedsLock();
            using var use = database.Enter();
            if (transaction is not null)
            {
                CheckCurrent_NeedsLock(transaction.TransactionalId, transaction.Epoch);
                transaction.Offsets.ForEach(sent => groups.CheckMayCommit(sent.Group, sent.Offsets));
            }

            writers.ForEach(static writer => CheckNotDeleted(writer.Log));
            try
            {
                Write_NeedsLock(writers, transaction);
            }
            catch
            {
                // No later offsets were allocated, because the lock was held throughout.
                writers.ForEach(static writer => writer.Unplace_NeedsLock());
                throw;
            }

            if (transaction is not null)
            {
                _transactions.End(transaction);
            }

            foreach (var writer in writers)
            {
                writer.Acknowledge();
                writer.Log.Publish();
                writer.Clear();
            }
        }

        groups.Wake();
    }

    /// <summary>Allocates offsets for the writers' batches without writing them. The transaction limits the readable end from there.</summary>
    public void Place(List<PartitionWriter> writers, EmbeddedTransaction transaction)
    {
        lock (_gate)
        {
            // New offsets must not collide with those of a failed write, which may reappear.
            EnsureWritable_NeedsLock();
            CheckCurrent_NeedsLock(transaction.TransactionalId, transaction.Epoch);
            foreach (var writer in writers)
            {
                writer.Seal();
                CheckNotDeleted(writer.Log);
                if (writer.Placed == writer.Batches.Count)
                {
                    continue;
                }

                writer.Log.Hold(transaction, writer.Log.End);
                transaction.Held.Add(writer.Log);
                writer.OffsetOf_NeedsLock(writer.Batches.Count - 1);
                writer.LastOffset = writer.PlacedEnd - 1;
            }
        }
    }

    /// <summary>Fences the earlier producers of a transactional id and aborts their open transactions.</summary>
    /// <returns>The epoch of the new producer.</returns>
    public int NextEpoch(string transactionalId)
    {
        int epoch;
        lock (_gate)
        {
            epoch = _transactions.NextEpoch(transactionalId);
        }

        groups.Wake();
        return epoch;
    }

    /// <summary>Begins a transaction.</summary>
    /// <exception cref="ProducerFencedException">A newer producer of the transactional id exists.</exception>
    public EmbeddedTransaction Begin(string transactionalId, int epoch, TimeSpan timeout)
    {
        lock (_gate)
        {
            CheckCurrent_NeedsLock(transactionalId, epoch);
            return _transactions.Begin(transactionalId, epoch, timeout);
        }
    }

    /// <summary>Adds group offsets to a transaction.</summary>
    /// <exception cref="ProducerFencedException">A newer producer of the transactional id exists.</exception>
    /// <exception cref="TransactionAbortableException">The sender no longer owns one of the partitions.</exception>
    public void AddOffsets(EmbeddedTransaction transaction, IReadOnlyCollection<TopicPartitionOffset> offsets, ConsumerGroupMetadata group)
    {
        lock (_gate)
        {
            CheckCurrent_NeedsLock(transaction.TransactionalId, transaction.Epoch);
            try
            {
                groups.CheckMayCommit(group, offsets);
            }
            catch (ProducerFencedException e)
            {
                throw new TransactionAbortableException(e.Message + " Abort the transaction first.", e);
            }

            transaction.Offsets.Add((group, [.. offsets]));
        }
    }

    /// <summary>Aborts a transaction of the current producer.</summary>
    /// <exception cref="ProducerFencedException">A newer producer of the transactional id exists.</exception>
    public void Abort(EmbeddedTransaction transaction)
    {
        lock (_gate)
        {
            CheckCurrent_NeedsLock(transaction.TransactionalId, transaction.Epoch);
            _transactions.End(transaction);
        }

        groups.Wake();
    }

    /// <summary>Ends the transaction of a disposed producer.</summary>
    public void Drop(EmbeddedTransaction transaction)
    {
        lock (_gate)
        {
            _transactions.End(transaction);
        }

        groups.Wake();
    }

    /// <summary>Aborts transactions that exceeded their timeout.</summary>
    public void EndOverdueTransactions()
    {
        lock (_gate)
        {
            if (!_transactions.EndOverdue())
            {
                return;
            }
        }

        groups.Wake();
    }

    /// <summary>Returns the committed offset of a group; null when there is none.</summary>
    public long? Committed(string group, TopicPartition partition)
    {
        // Under the lock: a commit by the previous owner that is being written now must be visible.
        lock (_gate)
        {
            return topics.Find(partition) is { } log && database.Get(LogKey.GroupOffset(group, log.TopicId, partition.Partition)) is { } row
                ? BinaryPrimitives.ReadInt64BigEndian(row)
                : null;
        }
    }

    /// <summary>Commits the offsets of a group.</summary>
    /// <exception cref="ProducerFencedException">The sender no longer owns one of the partitions.</exception>
    public void Commit(IReadOnlyCollection<TopicPartitionOffset> offsets, ConsumerGroupMetadata group)
    {
        lock (_gate)
        {
            EnsureWritable_NeedsLock();
            using var use = database.Enter();
            groups.CheckMayCommit(group, offsets);
            _batch.Clear();
            foreach (var offset in offsets)
            {
                PutOffset_NeedsLock(group, offset);
            }

            database.Write(_batch);
        }
    }

    /// <summary>Closes the database.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            database.Dispose();
            _batch.Dispose();
        }

        groups.Wake();
    }

    private static void CheckNotDeleted(PartitionLog log)
    {
        if (log.IsDeleted)
        {
            throw new TopicNotFoundException(
                $"Records for {log.Id} were not written: the topic was deleted. Create it, and start over with a new producer.")
            {
                Topic = log.Id.Topic,
                Partition = log.Id.Partition,
            };
        }
    }

    private void EnsureWritable_NeedsLock()
    {
        if (!database.ReopenIfFull())
        {
            return;
        }

        foreach (var partition in topics.All.SelectMany(topic => topic.OpenPartitions))
        {
            partition.CatchUp();
        }

        groups.Wake();
    }

    private void CheckCurrent_NeedsLock(string transactionalId, int epoch)
    {
        if (_transactions.EndOverdue())
        {
            groups.Wake();
        }

        if (!_transactions.IsCurrent(transactionalId, epoch))
        {
            throw new ProducerFencedException(
                $"The producer of transactional id '{transactionalId}' was fenced in the {database.Description}: a newer one exists, or its " +
                "transaction was open for too long. Dispose it and start over with a new producer.");
        }
    }

    private void Write_NeedsLock(List<PartitionWriter> writers, EmbeddedTransaction? transaction)
    {
        var bytes = 0L;
        Span<byte> key = stackalloc byte[LogKey.BatchSize];
        _batch.Clear();
        foreach (var writer in writers)
        {
            writer.Seal();
            writer.PlacedBefore = writer.Placed;
            for (var i = 0; i < writer.Batches.Count; i++)
            {
                LogKey.WriteBatch(key, writer.Log.TopicId, writer.Log.Id.Partition, writer.OffsetOf_NeedsLock(i));
                _batch.Put(key, writer.Batches[i].Bytes);
                bytes += writer.Batches[i].Length;
            }
        }

        foreach (var (group, offsets) in transaction?.Offsets ?? [])
        {
            foreach (var offset in offsets)
            {
                PutOffset_NeedsLock(group, offset);
            }
        }

        database.Write(_batch);
        if (bytes > ReusedBatchBytes)
        {
            _batch.Dispose();
            _batch = new WriteBatch();
        }
    }

    private void PutOffset_NeedsLock(ConsumerGroupMetadata group, TopicPartitionOffset offset)
    {
        var log = topics.Get(offset.Partition);
        Span<byte> row = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(row, offset.Offset);
        _batch.Put(LogKey.GroupOffset(group.GroupId, log.TopicId, offset.Partition.Partition), row);
    }
}
