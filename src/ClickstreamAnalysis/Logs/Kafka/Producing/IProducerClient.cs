using ClickstreamAnalysis.Logs.Kafka.Clients;
using Client = Confluent.Kafka;

namespace ClickstreamAnalysis.Logs.Kafka.Producing;

/// <summary>The client operations a producer uses. Belongs to the producer's thread, which also serves its callbacks.</summary>
internal interface IProducerClient : IDisposable
{
    /// <summary>All topics that records were produced to.</summary>
    IReadOnlyCollection<string> Topics { get; }

    /// <summary>Queues a record. When the queue is full, the fault has the code <see cref="Client.ErrorCode.Local_QueueFull"/>.</summary>
    /// <param name="record">The record.</param>
    /// <param name="number">The record's number, returned in its delivery report; less than 2^39.</param>
    ClientFault? TryProduce(in RawRecord record, long number);

    /// <summary>Handles available delivery reports, or waits for the first one.</summary>
    void Serve(TimeSpan timeout);

    /// <summary>Waits for all delivery reports.</summary>
    /// <returns>The number of records without a report.</returns>
    int Flush(TimeSpan timeout);

    ClientFault? InitTransactions(TimeSpan timeout);

    ClientFault? BeginTransaction();

    ClientFault? SendOffsets(IReadOnlyCollection<TopicPartitionOffset> offsets, KafkaGroupMetadata group, TimeSpan timeout);

    ClientFault? CommitTransaction(TimeSpan timeout);

    ClientFault? AbortTransaction(TimeSpan timeout);

    /// <summary>Waits for a connection. Does not report failure: later calls do.</summary>
    void Connect(TimeSpan timeout);

    long LastOffset(TopicPartition partition);
}

/// <summary>A failed call of a client.</summary>
/// <param name="Error">The client's error.</param>
/// <param name="IsRetriable">Whether the same call may be repeated and then continues the operation.</param>
/// <param name="RequiresAbort">Whether the transaction can only be aborted.</param>
/// <param name="Cause">The client's exception, if any.</param>
internal readonly record struct ClientFault(Client.Error Error, bool IsRetriable = false, bool RequiresAbort = false, Exception? Cause = null);
