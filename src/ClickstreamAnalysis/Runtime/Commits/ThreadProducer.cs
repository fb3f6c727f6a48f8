using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Processing.Tasks;
using ClickstreamAnalysis.Runtime.Instances;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Runtime.Commits;

/// <summary>
/// The producer of one stream thread. Exactly-once, a transaction begins with the first record and ends with the commit of offsets. After a
/// fault the producer is replaced: the next one with its transactional id aborts the open transaction.
/// </summary>
internal sealed class ThreadProducer(ThreadEnvironment environment, string transactionalId, ILogger logger) : TaskProducer, IDisposable
{
    /// <summary>Linger without transactions, where it adds to the latency of results. Under load batches are full sooner.</summary>
    private static readonly TimeSpan s_shortLinger = TimeSpan.FromMilliseconds(1);

    /// <summary>How long a stop after a failure waits for the abort of a transaction.</summary>
    private static readonly TimeSpan s_longestAbort = TimeSpan.FromSeconds(5);

    private readonly StreamsOptions _options = environment.Options;
    private ILogProducer? _producer;
    private bool _inTransaction;

    public override bool IsTransactional { get; } = environment.Options.Guarantee == ProcessingGuarantee.ExactlyOnce;

    /// <summary>Creates the producer if there is none. A transactional one fences its predecessors.</summary>
    public void Open() => Open(_options.RequestTimeout);

    private void Open(TimeSpan timeout)
    {
        if (_producer is not null)
        {
            return;
        }

        var options = new LogProducerOptions
        {
            TransactionalId = IsTransactional ? transactionalId : null,
            ClientId = transactionalId,
            QueueBytes = environment.Memory.ProducerBytes,
            MaxRecordBytes = environment.Limits.Largest,
            MaxBatchBytes = environment.Limits.Smallest,
        };
        var producer = environment.Log.CreateProducer(IsTransactional ? options : options with { Linger = s_shortLinger });
        try
        {
            if (IsTransactional)
            {
                producer.InitTransactions(timeout);
            }
        }
        catch
        {
            producer.Dispose();
            throw;
        }

        _producer = producer;
        _inTransaction = false;
    }

    public override void Produce(in RawRecord record)
    {
        try
        {
            Begin();
            Current.Produce(in record);
        }
        catch (Exception error) when (error is not (RecordLogException or OutOfMemoryException))
        {
            // A task writes while it processes a record. With another exception type that record would be blamed.
            throw new RecordLogException(
                $"Writing to {record.Topic}-{record.Partition} of {environment.Log.Description} failed with an unexpected exception ({error.GetType().Name}). If it happens again, that is a bug of the log.",
                error);
        }
    }

    public override long LastOffset(TopicPartition partition) => Current.LastOffset(partition);

    /// <summary>
    /// At-least-once, results and state are not written atomically. Results must be in the log before the changelog records that imply them, or
    /// a crash in between would lose them.
    /// </summary>
    public void SettleResults()
    {
        if (!IsTransactional)
        {
            Current.Flush(_options.RequestTimeout);
        }
    }

    /// <summary>Exactly-once: commits records and offsets atomically. At-least-once: waits until all records are acknowledged.</summary>
    public void Commit(IReadOnlyCollection<TopicPartitionOffset> offsets, ILogConsumer consumer)
    {
        if (!IsTransactional)
        {
            Current.Flush(_options.RequestTimeout);
            return;
        }

        Begin();
        if (offsets.Count > 0)
        {
            Current.SendOffsets(offsets, consumer.GroupMetadata, _options.RequestTimeout);
        }

        Current.CommitTransaction(_options.RequestTimeout);
        _inTransaction = false;
    }

    /// <summary>
    /// Aborts the open transaction and disposes the producer. A transaction that stays open would delay the next start until its timeout, unless
    /// the next start has the same instance id. Best effort, for some seconds; never throws.
    /// </summary>
    public void AbandonInOrder()
    {
        var mayBeOpen = _inTransaction;
        try
        {
            if (mayBeOpen && !TryAbort())
            {
                Abandon();
                Open(s_longestAbort);
            }
        }
        catch (Exception error)
        {
            logger.TransactionNotAborted(transactionalId, error.Message);
        }
        finally
        {
            Abandon();
        }
    }

    /// <summary>Disposes the producer without another request: the outcome of its transaction may be unknown.</summary>
    public void Abandon()
    {
        var producer = _producer;
        _producer = null;
        _inTransaction = false;
        producer?.Dispose();
    }

    public void Dispose() => AbandonInOrder();

    /// <returns>False when this producer cannot abort its transaction: one with the same id must do it.</returns>
    private bool TryAbort()
    {
        try
        {
            Current.AbortTransaction(s_longestAbort);
            return true;
        }
        catch (ProducerFencedException)
        {
            return true; // the producer that has the id now has aborted it
        }
        catch (Exception error) when (error is RecordLogException or InvalidOperationException)
        {
            return false;
        }
    }

    private ILogProducer Current => _producer ?? throw new InvalidOperationException("The thread's producer is not open.");

    private void Begin()
    {
        if (IsTransactional && !_inTransaction)
        {
            Current.BeginTransaction();
            _inTransaction = true;
        }
    }
}
