namespace ClickstreamAnalysis.Logs;

/// <summary>Writes records to a log. Not thread-safe: one thread owns it.</summary>
/// <remarks>
/// After any exception but <see cref="TransactionAbortableException"/> a transactional producer must be disposed and never
/// used again: the outcome of what it was doing is unknown, and only the next producer of the same id settles it.
/// Disposing waits for nothing and reports nothing: records that were handed over and neither flushed nor committed may be lost
/// with the producer, and an open transaction is taken back, at the latest by the next producer of its id or its timeout.
/// </remarks>
public interface ILogProducer : IDisposable
{
    /// <summary>Fences earlier producers of the same transactional id and settles what they left open. Once, before anything else.</summary>
    /// <param name="timeout">How long to wait.</param>
    /// <exception cref="RecordLogException">Not done in time.</exception>
    void InitTransactions(TimeSpan timeout);

    /// <summary>Opens a transaction.</summary>
    void BeginTransaction();

    /// <summary>
    /// Hands one record over to be written, at the latest by <see cref="Flush"/> or <see cref="CommitTransaction"/>; its spans are
    /// copied before the call returns. Blocks while the queue is full.
    /// </summary>
    /// <param name="record">The record: topic, partition, timestamp, key, value and headers count; its offset does not.</param>
    /// <exception cref="RecordTooLargeException">The log refuses a record of this size.</exception>
    /// <exception cref="RecordLogException">The record, or an earlier one, could not be written.</exception>
    void Produce(in RawRecord record);

    /// <summary>Waits until every record handed over is acknowledged.</summary>
    /// <param name="timeout">How long to wait.</param>
    /// <exception cref="RecordLogException">A record was not written, or not in time.</exception>
    void Flush(TimeSpan timeout);

    /// <summary>Adds consumed offsets to the open transaction.</summary>
    /// <param name="offsets">The next offset to read of each partition.</param>
    /// <param name="group">The consumer's <see cref="ILogConsumer.GroupMetadata"/>.</param>
    /// <param name="timeout">How long to wait.</param>
    void SendOffsets(IReadOnlyCollection<TopicPartitionOffset> offsets, ConsumerGroupMetadata group, TimeSpan timeout);

    /// <summary>Flushes, then commits records and offsets as one.</summary>
    /// <param name="timeout">How long to wait.</param>
    /// <exception cref="TransactionAbortableException">Not committed; abort it, then the producer can go on.</exception>
    /// <exception cref="ProducerFencedException">A newer producer of the same id exists. Not committed.</exception>
    /// <exception cref="RecordLogException">The outcome is unknown.</exception>
    void CommitTransaction(TimeSpan timeout);

    /// <summary>Takes back the open transaction: its records are never seen by read-committed consumers.</summary>
    /// <param name="timeout">How long to wait.</param>
    void AbortTransaction(TimeSpan timeout);

    /// <summary>The highest offset acknowledged to this producer in a partition, or -1. Exact after a flush or a commit.</summary>
    /// <param name="partition">The partition.</param>
    /// <returns>The offset, or -1 when this producer wrote nothing there.</returns>
    long LastOffset(TopicPartition partition);
}
