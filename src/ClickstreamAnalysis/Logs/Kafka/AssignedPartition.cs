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

    /// <summary>
    /// It was assigned while paused, and nobody has said where to start: the client stands at the oldest record meanwhile, and what it
    /// delivers is dropped.
    /// </summary>
    public bool AwaitsPlace { get; set; }

    /// <summary>The number of the batch whose records were read before a seek, and are void.</summary>
    public long VoidBatch { get; set; } = -1;

    /// <summary>The reader has records of it that come before any that the client delivers from now on.</summary>
    public bool HasHeld { get; set; }

    /// <summary>The reader can hold no more of it: the client must be told of the pause.</summary>
    public bool MustClientPause { get; set; }

    /// <summary>No longer assigned.</summary>
    public bool Gone { get; set; }

    /// <summary>The high watermark that the client knew when it was last asked, and in which poll that was.</summary>
    public long HighWatermark { get; set; } = -1;

    /// <summary>The poll after which <see cref="HighWatermark"/> was asked for.</summary>
    public long AskedInPoll { get; set; } = -1;

    /// <summary>Whether what the client delivered in a batch counts: it was not overtaken by a seek or another assignment.</summary>
    public bool Accepts(long batch) => !Gone && !SendBack && !AwaitsPlace && VoidBatch != batch;

    /// <summary>A record is handed over.</summary>
    public void Pass(long offset)
    {
        Position = offset + 1;
        End = -1;
    }

    /// <summary>The client met the end. It may lie past markers of transactions, or, after a reset, before the position so far.</summary>
    public void MeetEnd(long offset)
    {
        // A special value is no offset: the end is not known then.
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
        AwaitsPlace = false;
    }
}
