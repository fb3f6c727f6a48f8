namespace ClickstreamAnalysis.Logs;

/// <summary>Writes records to a log. Not thread-safe: one thread owns it.</summary>
/// <remarks>
/// After any exception other than <see cref="TransactionAbortableException"/>, dispose a transactional producer and do not use it
/// again: the outcome of the failed operation is unknown until the next producer of the same id resolves it.
/// Disposing does not flush and reports no failures: records that were accepted but neither flushed nor committed may be lost,
/// and an open transaction is aborted, at the latest by the next producer of the same id or by the transaction timeout.
/// </remarks>
public interface ILogProducer : IDisposable
{
    /// <summary>Fences earlier producers of the same transactional id and ends the transactions they left open. Call once, first.</summary>
    /// <param name="timeout">How long to wait.</param>
    /// <exception cref="RecordLogException">The log did not answer in time, or refused.</exception>
    void InitTransactions(TimeSpan timeout);

    /// <summary>Opens a transaction.</summary>
    void BeginTransaction();

    /// <summary>
    /// Queues one record. It is written at the latest by <see cref="Flush"/> or <see cref="CommitTransaction"/>. Its spans are
    /// copied before the call returns. Blocks while the queue is full.
    /// </summary>
    /// <param name="record">The record. Its topic, partition, timestamp, key, value and headers are written; its offset is ignored.</param>
    /// <exception cref="RecordTooLargeException">The log refuses a record of this size.</exception>
    /// <exception cref="RecordLogException">This record or an earlier one could not be written.</exception>
    void Produce(in RawRecord record);

    /// <summary>Waits until every accepted record is acknowledged.</summary>
    /// <param name="timeout">How long to wait.</param>
    /// <exception cref="RecordLogException">A record was not written, or not acknowledged in time.</exception>
    void Flush(TimeSpan timeout);

    /// <summary>Adds consumed offsets to the open transaction.</summary>
    /// <param name="offsets">The next offset to read of each partition.</param>
    /// <param name="group">The consumer's <see cref="ILogConsumer.GroupMetadata"/>.</param>
    /// <param name="timeout">How long to wait.</param>
    void SendOffsets(IReadOnlyCollection<TopicPartitionOffset> offsets, ConsumerGroupMetadata group, TimeSpan timeout);

    /// <summary>Flushes, then commits records and offsets atomically.</summary>
    /// <param name="timeout">How long to wait.</param>
    /// <exception cref="TransactionAbortableException">The transaction was not committed. Abort it; the producer then remains usable.</exception>
    /// <exception cref="ProducerFencedException">A newer producer of the same id exists. The transaction was not committed.</exception>
    /// <exception cref="RecordLogException">The outcome is unknown.</exception>
    void CommitTransaction(TimeSpan timeout);

    /// <summary>Aborts the open transaction: read-committed consumers never see its records.</summary>
    /// <param name="timeout">How long to wait.</param>
    void AbortTransaction(TimeSpan timeout);

    /// <summary>The highest offset acknowledged to this producer in a partition, or -1. Exact after a flush or a commit.</summary>
    /// <param name="partition">The partition.</param>
    /// <returns>The offset, or -1 when this producer wrote nothing there.</returns>
    long LastOffset(TopicPartition partition);
}
