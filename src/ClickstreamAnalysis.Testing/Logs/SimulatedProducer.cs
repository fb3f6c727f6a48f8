using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Testing.Logs;

/// <summary>Writes to a <see cref="SimulatedLog"/>.</summary>
internal sealed class SimulatedProducer(SimulatedLog log, SimulatedConnection connection, LogProducerOptions options) : ILogProducer
{
    private readonly Dictionary<TopicPartition, long> _lastOffsets = [];

    // Records not yet sent, in order: once one record waits, all later ones do.
    private readonly Queue<WaitingRecord> _waiting = [];
    private SimulatedTransaction? _transaction;
    private long _accepted;
    private bool _isOpen;
    private int? _epoch;
    private bool _isBroken;

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

        lock (log.Gate)
        {
            using var call = connection.Enter_NeedsLock();
            Fail_NeedsLock(SimulatedFault.InitFailed);
            _epoch = log.NextEpoch_NeedsLock(id);
        }
    }

    public void BeginTransaction()
    {
        CheckUsable();
        if (_epoch is null || _isOpen)
        {
            throw new InvalidOperationException(_isOpen ? "A transaction is open already." : "InitTransactions was not called.");
        }

        _isOpen = true;
    }

    public void Produce(in RawRecord record)
    {
        CheckUsable();
        if (options.TransactionalId is not null && !_isOpen)
        {
            throw new InvalidOperationException("A transactional producer writes inside a transaction only: call BeginTransaction first.");
        }

        var id = new TopicPartition(record.Topic, record.Partition);
        var key = record.HasKey ? record.Key.ToArray() : null;
        var value = record.HasValue ? record.Value.ToArray() : null;
        RecordHeader[]? headers = record.Headers is { Count: > 0 } given
            ? [.. given.Select(static h => h with { Value = (byte[]?)h.Value?.Clone() })]
            : null;
        lock (log.Gate)
        {
            using var call = connection.Enter_NeedsLock();
            CheckNotFenced_NeedsLock();
            Fail_NeedsLock(SimulatedFault.ProduceFailed);
            CheckSize_NeedsLock(id, record.Key.Length + record.Value.Length);
            _waiting.Enqueue(new WaitingRecord(Find_NeedsLock(id), _accepted++, record.TimestampMs, key, value, headers));
            if (_waiting.Count == 1 && !log.Chance.Fires(SimulatedFault.DeliveryDelayed))
            {
                Deliver_NeedsLock(1);
            }
        }
    }

    public void Flush(TimeSpan timeout)
    {
        CheckUsable();
        lock (log.Gate)
        {
            using var call = connection.Enter_NeedsLock();
            Deliver_NeedsLock();
        }
    }

    public void SendOffsets(IReadOnlyCollection<TopicPartitionOffset> offsets, ConsumerGroupMetadata group, TimeSpan timeout)
    {
        ArgumentNullException.ThrowIfNull(offsets);
        ArgumentNullException.ThrowIfNull(group);
        CheckInTransaction();
        lock (log.Gate)
        {
            using var call = connection.Enter_NeedsLock();
            FenceOrCheck_NeedsLock();
            Fail_NeedsLock(SimulatedFault.SendOffsetsFailed);
            try
            {
                log.CheckMayCommit_NeedsLock(group, offsets);
            }
            catch (ProducerFencedException e)
            {
                throw new TransactionAbortableException(e.Message + " Abort the transaction first.", e);
            }

            foreach (var (partition, offset) in offsets)
            {
                Transaction_NeedsLock().Offsets[(group.GroupId, partition)] = offset;
            }
        }
    }

    public void CommitTransaction(TimeSpan timeout)
    {
        CheckInTransaction();
        lock (log.Gate)
        {
            using var call = connection.Enter_NeedsLock();
            FenceOrCheck_NeedsLock();
            Deliver_NeedsLock();
            Fail_NeedsLock(SimulatedFault.CommitFailed);
            if (log.Chance.Fires(SimulatedFault.CommitAbortable))
            {
                throw new TransactionAbortableException("The simulated log refused the commit: CommitAbortable. Abort the transaction.");
            }

            if (_transaction is not null)
            {
                Commit_NeedsLock(_transaction);
            }
        }

        EndTransaction();
    }

    public void AbortTransaction(TimeSpan timeout)
    {
        CheckInTransaction();
        lock (log.Gate)
        {
            using var call = connection.Enter_NeedsLock();
            CheckNotFenced_NeedsLock();
            Fail_NeedsLock(SimulatedFault.AbortFailed);
            if (_transaction is not null)
            {
                log.End_NeedsLock(_transaction, commit: false);
            }
        }

        EndTransaction();
    }

    public long LastOffset(TopicPartition partition) => _lastOffsets.GetValueOrDefault(partition, -1);

    /// <summary>Leaves an open transaction to its timeout or to the next producer of the id, as a disconnected client does.</summary>
    public void Dispose() => _isBroken = true;

    private void EndTransaction()
    {
        _waiting.Clear();
        _transaction = null;
        _isOpen = false;
    }

    private void Commit_NeedsLock(SimulatedTransaction transaction)
    {
        if (log.Chance.Fires(SimulatedFault.CommitDelayed))
        {
            transaction.IsCommitUnderWay = true;
            Break();
            throw SimulatedChance.Unavailable(SimulatedFault.CommitDelayed);
        }

        log.End_NeedsLock(transaction, commit: true);
        Fail_NeedsLock(SimulatedFault.CommitAnswerLost);
    }

    private void Deliver_NeedsLock()
    {
        CheckNotFenced_NeedsLock();
        if (_waiting.Count > 0 && log.Chance.Fires(SimulatedFault.FlushFailed))
        {
            var error = SimulatedChance.Unavailable(SimulatedFault.FlushFailed);
            DeliverPart_NeedsLock(error);
            Break();
            if (options.DeliveryHandler is null)
            {
                throw error;
            }
        }

        Deliver_NeedsLock(_waiting.Count);
    }

    private void Deliver_NeedsLock(int count)
    {
        for (; count > 0; count--)
        {
            Write_NeedsLock(_waiting.Dequeue());
        }
    }

    /// <summary>Writes part of the waiting records of each partition. Partitions fail independently, because each has its own requests.</summary>
    private void DeliverPart_NeedsLock(RecordLogException error)
    {
        var ended = new HashSet<TopicPartition>();
        foreach (var record in _waiting)
        {
            if (!ended.Contains(record.Partition.Id) && (log.Chance.Below(4) > 0 || !ended.Add(record.Partition.Id)))
            {
                Write_NeedsLock(record);
            }
            else
            {
                options.DeliveryHandler?.OnFailed(record.Number, record.Partition.Id, error);
            }
        }

        _waiting.Clear();
    }

    private void Write_NeedsLock(WaitingRecord record)
    {
        var offset = record.Partition.Append(
            record.TimestampMs, record.Key, record.Value, record.Headers, _isOpen ? Transaction_NeedsLock() : null);
        _lastOffsets[record.Partition.Id] = offset;
        options.DeliveryHandler?.OnDelivered(record.Number, record.Partition.Id, offset);
        log.Groups.Wake();
    }

    private void CheckSize_NeedsLock(TopicPartition id, int bytes)
    {
        var limit = log.FindTopic_NeedsLock(id.Topic)?.MaxRecordBytes ?? log.Options.MaxRecordBytes;
        if (bytes > limit)
        {
            throw new RecordTooLargeException($"A record for {id} has {bytes:N0} bytes, the limit is {limit:N0}. Make it smaller, or raise the limit.")
            {
                Topic = id.Topic,
                Partition = id.Partition,
                Bytes = bytes,
            };
        }
    }

    private SimulatedTransaction Transaction_NeedsLock() =>
        _transaction ??= log.Begin_NeedsLock(options.TransactionalId!, options.TransactionTimeout);

    private SimulatedPartition Find_NeedsLock(TopicPartition id)
    {
        try
        {
            return log.GetPartition_NeedsLock(id);
        }
        catch (TopicNotFoundException)
        {
            Break();
            throw;
        }
    }

    private void FenceOrCheck_NeedsLock()
    {
        if (log.Chance.Fires(SimulatedFault.ProducerFenced))
        {
            log.NextEpoch_NeedsLock(options.TransactionalId!);
        }

        CheckNotFenced_NeedsLock();
    }

    private void CheckNotFenced_NeedsLock()
    {
        log.Pass_NeedsLock();
        if (_epoch is { } epoch && !log.IsCurrent_NeedsLock(options.TransactionalId!, epoch))
        {
            Break();
            throw new ProducerFencedException(
                $"The producer of transactional id '{options.TransactionalId}' was fenced in the {log.Description}: a newer one exists, or " +
                "its transaction was open for too long. Dispose it and start over with a new producer.");
        }
    }

    private void Fail_NeedsLock(SimulatedFault fault)
    {
        if (log.Chance.Fires(fault))
        {
            Break();
            throw SimulatedChance.Unavailable(fault);
        }
    }

    /// <summary>Makes a transactional producer unusable after a failure, to catch an engine that continues to use it.</summary>
    private void Break() => _isBroken |= options.TransactionalId is not null;

    private void CheckInTransaction()
    {
        CheckUsable();
        if (!_isOpen)
        {
            throw new InvalidOperationException("No transaction is open.");
        }
    }

    private void CheckUsable()
    {
        lock (log.Gate)
        {
            connection.ThrowIfCrashed_NeedsLock();
        }

        ObjectDisposedException.ThrowIf(_isBroken, typeof(ILogProducer));
    }

    private sealed record WaitingRecord(SimulatedPartition Partition, long Number, long TimestampMs, byte[]? Key, byte[]? Value, RecordHeader[]? Headers);
}
