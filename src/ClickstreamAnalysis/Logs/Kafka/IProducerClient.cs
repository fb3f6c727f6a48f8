using Client = Confluent.Kafka;

namespace ClickstreamAnalysis.Logs.Kafka;

/// <summary>What a producer asks of the client underneath. Belongs to the producer's thread, which also serves its callbacks.</summary>
internal interface IProducerClient : IDisposable
{
    /// <summary>All topics that records were handed over for.</summary>
    IReadOnlyCollection<string> Topics { get; }

    /// <summary>Hands a record over; the fault's code says so when the queue is full.</summary>
    /// <param name="record">The record.</param>
    /// <param name="number">Comes back with the delivery report; less than 2^39.</param>
    ClientFault? TryProduce(in RawRecord record, long number);

    /// <summary>Takes delivery reports that are there, or waits for the first.</summary>
    void Serve(TimeSpan timeout);

    /// <summary>Waits for all delivery reports.</summary>
    /// <returns>How many records are left.</returns>
    int Flush(TimeSpan timeout);

    ClientFault? InitTransactions(TimeSpan timeout);

    ClientFault? BeginTransaction();

    ClientFault? SendOffsets(IReadOnlyCollection<TopicPartitionOffset> offsets, KafkaGroupMetadata group, TimeSpan timeout);

    ClientFault? CommitTransaction(TimeSpan timeout);

    ClientFault? AbortTransaction(TimeSpan timeout);

    /// <summary>Waits for a connection; whether there is one shows later anyway.</summary>
    void Connect(TimeSpan timeout);

    long LastOffset(TopicPartition partition);
}

/// <summary>What went wrong in a client.</summary>
/// <param name="Error">What.</param>
/// <param name="IsRetriable">The same call may be made again, and goes on with what it began.</param>
/// <param name="RequiresAbort">The transaction can only be aborted.</param>
/// <param name="Cause">The client's exception, if there was one.</param>
internal readonly record struct ClientFault(Client.Error Error, bool IsRetriable = false, bool RequiresAbort = false, Exception? Cause = null);
