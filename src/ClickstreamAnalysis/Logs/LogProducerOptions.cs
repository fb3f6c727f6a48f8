namespace ClickstreamAnalysis.Logs;

/// <summary>How a producer behaves.</summary>
public sealed record LogProducerOptions
{
    /// <summary>Set: transactional, and fences every earlier producer of the same id. Null: records are visible once acknowledged.</summary>
    public string? TransactionalId { get; init; }

    /// <summary>Name of this producer in logs and on the broker. Default <c>clickstream</c>.</summary>
    public string ClientId { get; init; } = "clickstream";

    /// <summary>After how long the log aborts a transaction that its producer left open. Default 60 s.</summary>
    public TimeSpan TransactionTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a record may wait for its acknowledgement. Default 30 s.</summary>
    public TimeSpan DeliveryTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long records may wait for company before they are sent. Default 5 ms.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>
    /// The most bytes of key, value and headers of one record, for logs whose producers have a limit beside that of the topic. Null, the
    /// default, leaves it to the log: 1,000,000 bytes on Kafka.
    /// </summary>
    public int? MaxRecordBytes { get; init; }

    /// <summary>
    /// The most bytes sent to a partition at once, unless a single record has more. It must not exceed what any topic written to takes.
    /// Null, the default, leaves it to the log: 1,000,000 bytes on Kafka.
    /// </summary>
    public int? MaxBatchBytes { get; init; }

    /// <summary>
    /// The most bytes waiting to be acknowledged; <see cref="ILogProducer.Produce"/> blocks beyond. Default 32 MiB; raised to the largest
    /// record when that is more.
    /// </summary>
    public int QueueBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>
    /// Receives the outcome of every record. With it, <see cref="ILogProducer.Produce"/> throws only for the record it is given, and
    /// <see cref="ILogProducer.Flush"/> only for records without an outcome in time: failures of earlier records go to the handler
    /// alone. Not for transactional producers, whose records have no outcome before the commit. Default null.
    /// </summary>
    public IDeliveryHandler? DeliveryHandler { get; init; }

    internal void Validate()
    {
        if (TransactionalId is not null && DeliveryHandler is not null)
        {
            throw new ArgumentException("A transactional producer takes no delivery handler: its records have no outcome before the commit.");
        }
    }
}
