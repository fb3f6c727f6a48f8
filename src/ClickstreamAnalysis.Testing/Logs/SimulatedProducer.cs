using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Testing.Logs;

/// <summary>Writes to a <see cref="SimulatedLog"/>.</summary>
internal sealed class SimulatedProducer(SimulatedLog log, LogProducerOptions options) : ILogProducer
{
    private readonly Dictionary<TopicPartition, long> _lastOffsets = [];
    private SimulatedTransaction? _transaction;
    private bool _isOpen;
    private int? _epoch;
    private bool _isBroken;

    public void InitTransactions(TimeSpan timeout)
    {
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

    public void Produce(in LogRecord record)
    {
        CheckUsable();
        if (options.TransactionalId is not null && !_isOpen)
        {
            throw new InvalidOperationException("A transactional producer writes inside a transaction only: call BeginTransaction first.");
        }

        var id = new TopicPartition(record.Topic, record.Partition);
        if (record.Key.Length + record.Value.Length > log.Options.MaxRecordBytes)
        {
            throw new LogRecordTooLargeException(
                $"A record for {id} has {record.Key.Length + record.Value.Length:N0} bytes, the limit is {log.Options.MaxRecordBytes:N0}. " +
                "Make it smaller, or raise the limit.");
        }

        var key = record.HasKey ? record.Key.ToArray() : null;
        var value = record.HasValue ? record.Value.ToArray() : null;
        LogHeader[]? headers = record.Headers is { Count: > 0 } given ? [.. given.Select(static h => h with { Value = (byte[]?)h.Value?.Clone() })] : null;
        lock (log.Gate)
        {
            CheckNotFenced_NeedsLock();
            var partition = FindPartition_NeedsLock(id);
            var transaction = _isOpen ? Transaction_NeedsLock() : null;
            _lastOffsets[id] = partition.Append(record.TimestampMs, key, value, headers, transaction);
            log.Wake_NeedsLock();
        }
    }

    public void Flush(TimeSpan timeout)
    {
        CheckUsable();
        lock (log.Gate)
        {
            CheckNotFenced_NeedsLock();
        }
    }

    public void SendOffsets(IReadOnlyCollection<TopicPartitionOffset> offsets, ConsumerGroupMetadata group, TimeSpan timeout)
    {
        ArgumentNullException.ThrowIfNull(offsets);
        ArgumentNullException.ThrowIfNull(group);
        CheckInTransaction();
        lock (log.Gate)
        {
            CheckNotFenced_NeedsLock();
            try
            {
                log.CheckMayCommit_NeedsLock(group, offsets);
            }
            catch (LogFencedException e)
            {
                throw new LogTransactionAbortableException(e.Message + " Abort the transaction first.", e);
            }

            foreach (var (partition, offset) in offsets)
            {
                Transaction_NeedsLock().Offsets[(group.GroupId, partition)] = offset;
            }
        }
    }

    public void CommitTransaction(TimeSpan timeout) => End(commit: true);

    public void AbortTransaction(TimeSpan timeout) => End(commit: false);

    public long LastOffset(TopicPartition partition) => _lastOffsets.GetValueOrDefault(partition, -1);

    /// <summary>Leaves an open transaction to its timeout or to the next producer of the id, as a client that goes away does.</summary>
    public void Dispose() => _isBroken = true;

    private void End(bool commit)
    {
        CheckInTransaction();
        lock (log.Gate)
        {
            CheckNotFenced_NeedsLock();
            if (_transaction is not null)
            {
                log.End_NeedsLock(_transaction, commit);
            }
        }

        _transaction = null;
        _isOpen = false;
    }

    private SimulatedTransaction Transaction_NeedsLock() =>
        _transaction ??= log.Begin_NeedsLock(options.TransactionalId!, options.TransactionTimeout);

    private SimulatedPartition FindPartition_NeedsLock(TopicPartition id)
    {
        try
        {
            return log.GetPartition_NeedsLock(id);
        }
        catch (LogTopicNotFoundException)
        {
            _isBroken = options.TransactionalId is not null;
            throw;
        }
    }

    private void CheckNotFenced_NeedsLock()
    {
        log.AbortOverdue_NeedsLock();
        if (_epoch is { } epoch && !log.IsCurrent_NeedsLock(options.TransactionalId!, epoch))
        {
            _isBroken = true;
            throw new LogFencedException(
                $"The producer of transactional id '{options.TransactionalId}' was fenced in the {log.Description}: a newer one exists, or " +
                "its transaction was open for too long. Dispose it and start over with a new producer.");
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

    private void CheckUsable() =>
        ObjectDisposedException.ThrowIf(_isBroken, typeof(ILogProducer));
}
