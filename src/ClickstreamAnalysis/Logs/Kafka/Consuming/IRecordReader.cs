namespace ClickstreamAnalysis.Logs.Kafka.Consuming;

/// <summary>Reads records from the client and passes them to the handler. Belongs to the consumer's thread.</summary>
internal interface IRecordReader : IDisposable
{
    /// <summary>The unique number of the current batch.</summary>
    long Batch { get; }

    /// <summary>
    /// Whether this reader holds records of paused partitions. If so, the partition is paused in the client only once
    /// <see cref="AssignedPartition.MustClientPause"/> is set.
    /// </summary>
    bool HoldsPaused { get; }

    /// <summary>Discards the held records of a partition.</summary>
    /// <param name="partition">The partition.</param>
    void Discard(AssignedPartition partition);

    /// <summary>Serves the client's callbacks and passes records to the handler.</summary>
    /// <param name="timeoutMs">How long to wait for the first record.</param>
    /// <param name="maxRecords">The maximum number of records.</param>
    /// <param name="handler">Receives the records.</param>
    /// <returns>The number of records passed to the handler.</returns>
    int Read(int timeoutMs, int maxRecords, IRawRecordHandler handler);
}
