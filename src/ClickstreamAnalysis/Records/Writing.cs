using System.Runtime.ExceptionServices;
using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Records;

/// <summary>The producer of a writer and the state of its transaction. Used by the writer's thread only.</summary>
internal sealed class Writing(IRecordLog log, string topic, WriterOptions options) : IDeliveryHandler, IDisposable
{
    // Counts from the clock, so that programs that write little do not all begin with the same partition.
    private long _batches = options.TimeProvider.GetTimestamp() & int.MaxValue;

    /// <summary>The client keeps to the delivery timeout itself; this is for when it does not.</summary>
    private static readonly TimeSpan s_margin = TimeSpan.FromSeconds(2);

    private readonly Dictionary<long, PendingRecord> _undelivered = [];
    private ILogProducer? _producer;
    private ProducerFencedException? _fenced;
    private Exception? _transactionError;
    private bool _isInTransaction;
    private int _partitions;
    private int? _maxRecordBytes;
    private long _accepted;
    private Exception? _openError;
    private bool _mustReplace;

    private bool IsTransactional => options.TransactionalId is not null;

    /// <summary>Writes a batch of records and runs the steps between them, then waits for the outcome of every record.</summary>
    public void Write(List<WriterStep> steps)
    {
        _openError = null;
        foreach (var step in steps)
        {
            if (step is TransactionStep transactionStep)
            {
                transactionStep.Run(this);
            }
            else
            {
                Produce((PendingRecord)step);
            }
        }

        if (!IsTransactional)
        {
            Settle();
        }

        _batches++;
    }

    public void Begin()
    {
        var producer = Open();
        Guard(producer.BeginTransaction);
        (_isInTransaction, _transactionError) = (true, null);
    }

    public void Commit()
    {
        if (_transactionError is { } error)
        {
            Abort();
            ExceptionDispatchInfo.Throw(error);
        }

        try
        {
            Guard(() => _producer!.CommitTransaction(options.DeliveryTimeout));
            _isInTransaction = false;
        }
        catch (TransactionAbortableException)
        {
            Abort();
            throw;
        }
    }

    public void Abort()
    {
        if (!_isInTransaction)
        {
            return;
        }

        _isInTransaction = false;
        try
        {
            Guard(() => _producer!.AbortTransaction(options.DeliveryTimeout));
        }
        catch (RecordLogException)
        {
            // Nothing can commit it any more: the next producer with this id aborts it, or its timeout does.
        }
    }

    void IDeliveryHandler.OnDelivered(long number, TopicPartition partition, long offset)
    {
        if (_undelivered.Remove(number, out var record))
        {
            record.Deliver(partition.Partition, offset);
        }
    }

    void IDeliveryHandler.OnFailed(long number, TopicPartition partition, RecordLogException error)
    {
        if (_undelivered.Remove(number, out var record))
        {
            Fail(record, error);
        }
    }

    public void Dispose()
    {
        Abort();
        Close();
    }

    private void Produce(PendingRecord record)
    {
        if (IsTransactional && (!_isInTransaction || _transactionError is not null))
        {
            return; // the commit throws
        }

        var number = -1L;
        try
        {
            var producer = Open();
            number = _accepted;
            CheckSize(record);
            var raw = record.At(PartitionOf(record));

            // Before the call, which may already bring the outcome.
            _undelivered[number] = record;
            producer.Produce(raw);
            _accepted++;
        }
        catch (Exception e)
        {
            _undelivered.Remove(number);
            Fail(record, e);
        }

        if (IsTransactional)
        {
            _undelivered.Remove(number); // its outcome is that of the commit
        }
    }

    private void CheckSize(PendingRecord record)
    {
        if (record.Bytes > _maxRecordBytes)
        {
            throw new RecordTooLargeException(
                $"A record for topic '{topic}' has {record.Bytes:N0} bytes, and the topic of the log at {log.Description} takes {_maxRecordBytes:N0}. "
                + $"Write smaller records, or create the topic with a larger {nameof(TopicSpecification)}.{nameof(TopicSpecification.MaxRecordBytes)}.")
            {
                Topic = topic,
                Bytes = record.Bytes,
            };
        }
    }

    /// <summary>Of a record without a key: the same one during a batch, so that the log gets few large batches.</summary>
    private int PartitionOf(PendingRecord record) =>
        record.Key is { } key ? KeyPartitioner.PartitionFor(key, _partitions) : (int)(_batches % _partitions);

    private void Settle()
    {
        try
        {
            if (_undelivered.Count > 0)
            {
                _producer!.Flush(options.DeliveryTimeout + s_margin);
            }
        }
        catch (Exception e)
        {
            foreach (var record in _undelivered.Values)
            {
                Fail(record, e);
            }
        }

        _undelivered.Clear();
        if (_mustReplace)
        {
            Close();
        }
    }

    private void Fail(PendingRecord record, Exception error)
    {
        _transactionError ??= error;

        // A topic can be created again with other partitions and limits; what else went wrong may be the producer's end.
        _mustReplace |= error is not RecordTooLargeException;
        record.Fail(error);
    }

    private ILogProducer Open()
    {
        if (_fenced is not null)
        {
            throw _fenced;
        }

        if (_openError is not null)
        {
            // Said for the first record of the batch, after trying for as long as a record may wait.
            ExceptionDispatchInfo.Throw(_openError);
        }

        try
        {
            return _producer ??= OpenNew();
        }
        catch (Exception e)
        {
            _openError = e;
            throw;
        }
    }

    private ILogProducer OpenNew()
    {
        var attempts = new Attempts(log, $"write to topic '{topic}'", options.DeliveryTimeout, options.TimeProvider);
        var description = attempts.FindTopicAsync(topic, default).GetAwaiter().GetResult();
        _partitions = description.Partitions;
        _maxRecordBytes = attempts.RunAsync(token => log.Admin.QueryMaxRecordBytesAsync(topic, token), default).GetAwaiter().GetResult();
        var producer = log.CreateProducer(new LogProducerOptions
        {
            ClientId = options.ClientId,
            TransactionalId = options.TransactionalId,
            DeliveryTimeout = options.DeliveryTimeout,
            MaxRecordBytes = _maxRecordBytes,
            MaxBatchBytes = _maxRecordBytes,
            QueueBytes = options.QueueBytes,
            DeliveryHandler = IsTransactional ? null : this,
        });
        _accepted = 0;
        if (IsTransactional)
        {
            try
            {
                producer.InitTransactions(options.DeliveryTimeout);
            }
            catch
            {
                producer.Dispose();
                throw;
            }
        }

        return producer;
    }

    /// <summary>Runs a step of a transaction; a producer whose step failed is replaced, unless it says that an abort is enough.</summary>
    private void Guard(Action step)
    {
        try
        {
            step();
        }
        catch (Exception e)
        {
            _fenced ??= e as ProducerFencedException;
            if (e is not TransactionAbortableException)
            {
                _isInTransaction = false;
                Close();
            }

            throw;
        }
    }

    private void Close()
    {
        _mustReplace = false;
        _producer?.Dispose();
        _producer = null;
    }
}
