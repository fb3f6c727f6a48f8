namespace ClickstreamAnalysis.Logs.Kafka;

/// <summary>What a consumer knows of a partition that it holds. A partition that goes and comes back gets a new one.</summary>
internal sealed class AssignedPartition
{
    public AssignedPartition(TopicPartition partition) => Partition = partition;

    public TopicPartition Partition { get; }

    /// <summary>The next offset to hand over; -1 until known.</summary>
    public long Position { get; set; } = -1;

    /// <summary>Where the end was met, with nothing handed over since; else -1.</summary>
    public long End { get; set; } = -1;

    /// <summary>The user paused it.</summary>
    public bool Paused { get; set; }

    /// <summary>The client has been told of the pause.</summary>
    public bool ClientPaused { get; set; }

    /// <summary>
    /// The client has gone past <see cref="Position"/>: records were held back, or a seek could not be carried out yet. What it
    /// delivers until it has been sent back is dropped.
    /// </summary>
    public bool SendBack { get; set; }

    /// <summary>The number of the batch whose records were read before a seek, and are void.</summary>
    public long VoidBatch { get; set; } = -1;

    /// <summary>No longer held.</summary>
    public bool Gone { get; set; }

    /// <summary>The high watermark that the client knew when it was last asked, and in which poll that was.</summary>
    public long HighWatermark { get; set; } = -1;

    /// <summary>The poll after which <see cref="HighWatermark"/> was asked for.</summary>
    public long AskedInPoll { get; set; } = -1;

    /// <summary>Whether a record that the client delivered is to be handed over, and if so moves past it.</summary>
    public bool Take(long offset, long batch)
    {
        if (Gone || SendBack || VoidBatch == batch)
        {
            return false;
        }

        if (Paused)
        {
            SendBackTo(Position < 0 ? offset : Position);
            return false;
        }

        Position = offset + 1;
        End = -1;
        return true;
    }

    /// <summary>The client met the end. It may lie past markers of transactions, or, after a reset, before the position so far.</summary>
    public void MeetEnd(long offset, long batch)
    {
        if (!Gone && !SendBack && VoidBatch != batch)
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
    }
}
