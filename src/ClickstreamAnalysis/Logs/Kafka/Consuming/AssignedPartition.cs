namespace ClickstreamAnalysis.Logs.Kafka.Consuming;

/// <summary>State of an assigned partition. A partition that is revoked and assigned again gets a new instance.</summary>
internal sealed class AssignedPartition
{
    public AssignedPartition(TopicPartition partition) => Partition = partition;

    public TopicPartition Partition { get; }

    /// <summary>The next offset to deliver; -1 until known.</summary>
    public long Position { get; set; } = -1;

    /// <summary>The offset of the end, if the client reached it and no record was delivered since; otherwise -1.</summary>
    public long End { get; set; } = -1;

    /// <summary>Whether the user paused the partition.</summary>
    public bool Paused { get; set; }

    /// <summary>Whether the partition is paused in the client.</summary>
    public bool ClientPaused { get; set; }

    /// <summary>
    /// Whether the client must seek back to <see cref="Position"/>, because records were held back or a seek is still pending. Records
    /// that the client delivers before that seek are dropped.
    /// </summary>
    public bool SendBack { get; set; }

    /// <summary>
    /// Whether the partition was assigned while paused and has no start offset yet. Until then the client is positioned at the oldest
    /// record, and the records it delivers are dropped.
    /// </summary>
    public bool AwaitsSeek { get; set; }

    /// <summary>The number of a batch whose records were read before a seek and must be dropped; -1 for none.</summary>
    public long VoidBatch { get; set; } = -1;

    /// <summary>Whether the reader holds records of this partition; they precede all records the client delivers from now on.</summary>
    public bool HasHeld { get; set; }

    /// <summary>Whether the reader can hold no more records of this partition, so it must be paused in the client.</summary>
    public bool MustClientPause { get; set; }

    /// <summary>Whether the partition is no longer assigned.</summary>
    public bool Gone { get; set; }

    /// <summary>The high watermark that the client last returned; -1 until known.</summary>
    public long HighWatermark { get; set; } = -1;

    /// <summary>The number of the poll after which <see cref="HighWatermark"/> was read; -1 if never.</summary>
    public long AskedInPoll { get; set; } = -1;

    /// <summary>Whether records of a batch are still valid: no seek or other assignment has superseded them.</summary>
    public bool Accepts(long batch) => !Gone && !SendBack && !AwaitsSeek && VoidBatch != batch;

    /// <summary>Advances past a delivered record.</summary>
    public void Pass(long offset)
    {
        Position = offset + 1;
        End = -1;
    }

    /// <summary>Records that the client reached the end, which may be past transaction markers or, after a reset, before the position.</summary>
    public void MeetEnd(long offset)
    {
        // A negative value is a special value, not an offset: the end is unknown.
        if (offset >= 0)
        {
            End = offset;
            Position = offset;
        }
    }

    public void SendBackTo(long offset)
    {
        Position = offset;
        End = -1;
        SendBack = true;
        AwaitsSeek = false;
    }
}
