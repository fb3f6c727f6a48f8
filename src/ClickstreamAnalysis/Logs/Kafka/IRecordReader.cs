namespace ClickstreamAnalysis.Logs.Kafka;

/// <summary>Gets records out of the client and hands them over. Belongs to the consumer's thread.</summary>
internal interface IRecordReader : IDisposable
{
    /// <summary>The number of the batch being handed over; each has its own.</summary>
    long Batch { get; }

    /// <summary>
    /// Whether records of paused partitions are held here. The client then need not be told of a pause before
    /// <see cref="AssignedPartition.MustClientPause"/>.
    /// </summary>
    bool HoldsPaused { get; }

    /// <summary>Drops what is held of a partition.</summary>
    /// <param name="partition">The partition.</param>
    void Discard(AssignedPartition partition);

    /// <summary>Serves the client's callbacks and hands over records.</summary>
    /// <param name="timeoutMs">How long to wait for the first record.</param>
    /// <param name="maxRecords">The most records to hand over.</param>
    /// <param name="handler">Gets them.</param>
    /// <returns>How many were handed over.</returns>
    int Read(int timeoutMs, int maxRecords, IRawRecordHandler handler);
}
