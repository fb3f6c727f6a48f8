namespace ClickstreamAnalysis.Logs.Kafka;

/// <summary>What a consumer knows of a partition that it holds. A partition that goes and comes back gets a new one.</summary>
internal sealed class AssignedPartition
{
    public AssignedPartition(TopicPartition partition) => Partition = partition;

    public TopicPartition Partition { get; }

    /// <summary>The next offset to hand over; -1 until known.</summary>
    public long Position { get; set; } = -1;

    /// <summary>Where the end was when it was last met with nothing left to read; -1 when not met since.</summary>
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

    /// <summary>Whether a record that the client delivered is to be handed over, and if so moves past it.</summary>
    public bool Take(long offset, long batch)
    {
        if (Gone || SendBack || VoidBatch == batch || offset < Position)
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

    /// <summary>The client met the end.</summary>
    public void MeetEnd(long offset)
    {
        if (Gone || SendBack)
        {
            return;
        }

        // What lies between the last record and the end are transaction markers: they are passed, too.
        End = offset;
        Position = Math.Max(Position, offset);
    }

    public void SendBackTo(long offset)
    {
        Position = offset;
        End = -1;
        SendBack = true;
    }
}
