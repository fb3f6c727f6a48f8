using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Processing.Tasks;
using ClickstreamAnalysis.Runtime.Instances;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Runtime.Commits;

/// <summary>
/// The producer of one stream thread. Exactly-once, a transaction opens at the first record and ends with the commit of
/// offsets. After a fault it is replaced, never used again: the next of its id settles what it left behind.
/// </summary>
internal sealed class ThreadProducer(ThreadEnvironment environment, string transactionalId, ILogger logger) : TaskProducer, IDisposable
{
    /// <summary>Without transactions it is part of the latency of results. Under load batches are full sooner.</summary>
    private static readonly TimeSpan s_shortLinger = TimeSpan.FromMilliseconds(1);

    /// <summary>A stop that follows a failure does not wait longer for the log.</summary>
    private static readonly TimeSpan s_longestAbort = TimeSpan.FromSeconds(5);

    private readonly StreamsOptions _options = environment.Options;
    private ILogProducer? _producer;
    private bool _inTransaction;

    public override bool IsTransactional { get; } = environment.Options.Guarantee == ProcessingGuarantee.ExactlyOnce;

    /// <summary>Makes the producer if there is none; a transactional one fences its predecessors here.</summary>
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
            // A task writes in the middle of a record. What is wrong is not that record, as it would be with any other exception.
            throw new RecordLogException(
                $"Writing to {record.Topic}-{record.Partition} of {environment.Log.Description} failed in a way that no log should fail in ({error.GetType().Name}). If it goes on, that is a mistake in the log.",
                error);
        }
    }

    public override long LastOffset(TopicPartition partition) => Current.LastOffset(partition);

    /// <summary>
    /// At-least-once, nothing binds results to the state that says they were given: they must be in the log before the changelog
    /// says so, or a crash in between would lose them.
    /// </summary>
    public void SettleResults()
    {
        if (!IsTransactional)
        {
            Current.Flush(_options.RequestTimeout);
        }
    }

    /// <summary>Exactly-once: commits records and offsets as one. At-least-once: waits until all records are acknowledged.</summary>
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
    /// Gives the producer up, and first takes back the transaction that it began. Left open, the next start would wait for it
    /// until its timeout, unless it has the same instance id. Best effort, for some seconds; never throws.
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
            logger.LogWarning(
                "The transaction of '{TransactionalId}' could not be taken back: a later start waits for it until its timeout, unless it has the same InstanceId. {Message}",
                transactionalId, error.Message);
        }
        finally
        {
            Abandon();
        }
    }

    /// <summary>Gives the producer up without asking anything of it: its outcome may be unknown.</summary>
    public void Abandon()
    {
        var producer = _producer;
        _producer = null;
        _inTransaction = false;
        producer?.Dispose();
    }

    public void Dispose() => AbandonInOrder();

    /// <returns>False when this producer cannot say any more what becomes of its transaction: one of the same id settles it then.</returns>
    private bool TryAbort()
    {
        try
        {
            Current.AbortTransaction(s_longestAbort);
            return true;
        }
        catch (ProducerFencedException)
        {
            return true; // whoever has the id now has taken it back
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
