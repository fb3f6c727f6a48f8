namespace ClickstreamAnalysis;

/// <summary>How a <see cref="RecordWriter{TKey, TValue}"/> writes.</summary>
public sealed record WriterOptions
{
    /// <summary>
    /// Set for a writer of transactions, see <see cref="RecordWriter{TKey, TValue}.BeginTransactionAsync"/>; a newer writer with the
    /// same id fences this one and aborts what it left open. Null, the default: records are visible once they are delivered.
    /// </summary>
    public string? TransactionalId { get; init; }

    /// <summary>Name of the writer in logs and on the broker. Default <c>clickstream-writer</c>.</summary>
    public string ClientId { get; init; } = "clickstream-writer";

    /// <summary>
    /// The most bytes of records that wait for delivery; writes beyond wait for room. Default 32 MiB; at least 1 KiB. A single record
    /// may exceed it.
    /// </summary>
    public int QueueBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>
    /// How long a record, or a step of a transaction, may wait for the log's acknowledgment, finding the topic included. Default 30 s;
    /// above zero.
    /// </summary>
    public TimeSpan DeliveryTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The clock: the time of records that are given none, and of waits for the topic. Default <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(QueueBytes, 1024);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(DeliveryTimeout, TimeSpan.Zero);
        ArgumentException.ThrowIfNullOrEmpty(ClientId);
        ArgumentNullException.ThrowIfNull(TimeProvider);
        if (TransactionalId is { Length: 0 })
        {
            throw new ArgumentException($"{nameof(TransactionalId)} is empty. Give the writer a name of its own, or null for no transactions.");
        }
    }
}
