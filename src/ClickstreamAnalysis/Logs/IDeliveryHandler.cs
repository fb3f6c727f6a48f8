namespace ClickstreamAnalysis.Logs;

/// <summary>Receives the outcome of every record that a producer accepted. Called on the producer's thread, inside its methods.</summary>
/// <remarks>
/// Records are numbered from 0 in the order in which <see cref="ILogProducer.Produce"/> accepted them. A call that throws has not
/// accepted its record, and assigns it no number. The outcome of a record may arrive before its call returns, and outcomes of different
/// partitions may arrive in any order. Implementations must be fast and must not throw.
/// </remarks>
public interface IDeliveryHandler
{
    /// <summary>The log acknowledged a record.</summary>
    /// <param name="number">The record's number.</param>
    /// <param name="partition">Its partition.</param>
    /// <param name="offset">Its offset.</param>
    void OnDelivered(long number, TopicPartition partition, long offset);

    /// <summary>A record was not written, or its outcome is unknown.</summary>
    /// <param name="number">The record's number.</param>
    /// <param name="partition">Its partition.</param>
    /// <param name="error">The reason.</param>
    void OnFailed(long number, TopicPartition partition, RecordLogException error);
}
