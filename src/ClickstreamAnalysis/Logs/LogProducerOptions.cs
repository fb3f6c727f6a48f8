namespace ClickstreamAnalysis.Logs;

/// <summary>Options of a producer.</summary>
public sealed record LogProducerOptions
{
    /// <summary>The id of a transactional producer, which fences every earlier producer of the same id. Default null: not transactional.</summary>
    public string? TransactionalId { get; init; }

    /// <summary>Name of this producer in logs and on the broker. Default <c>clickstream</c>.</summary>
    public string ClientId { get; init; } = "clickstream";

    /// <summary>How long a transaction may stay open before the log aborts it. Default 60 s.</summary>
    public TimeSpan TransactionTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a record may wait for its acknowledgment. Default 30 s.</summary>
    public TimeSpan DeliveryTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a record may wait for further records before its batch is sent. Default 5 ms.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>
    /// The maximum bytes of key, value and headers of one record, for logs whose producers have a limit in addition to the topic's. Null
    /// (the default) uses the log's limit: 1,000,000 bytes on Kafka.
    /// </summary>
    public int? MaxRecordBytes { get; init; }

    /// <summary>
    /// The maximum bytes of a batch for one partition, unless a single record is larger. It must not exceed the limit of any topic written
    /// to. Null (the default) uses the log's limit: 1,000,000 bytes on Kafka.
    /// </summary>
    public int? MaxBatchBytes { get; init; }

    /// <summary>
    /// The maximum bytes of unacknowledged records; <see cref="ILogProducer.Produce"/> blocks when it is reached. Default 32 MiB; raised to
    /// the size of the largest record if that is more.
    /// </summary>
    public int QueueBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>
    /// Receives the outcome of every record. When set, <see cref="ILogProducer.Produce"/> throws only for its own record, and
    /// <see cref="ILogProducer.Flush"/> only for records without an outcome in time: failures of earlier records are reported to the handler
    /// only. Not supported by transactional producers, whose records have no outcome before the commit. Default null.
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
