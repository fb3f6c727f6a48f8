using ClickstreamAnalysis.Logs.Embedded.Partitions;

namespace ClickstreamAnalysis.Logs.Embedded;

/// <summary>A consumer's position in a partition.</summary>
internal sealed class EmbeddedCursor(TopicPartition id)
{
    public TopicPartition Id { get; } = id;

    /// <summary>The partition; null until it was looked up.</summary>
    public PartitionLog? Log { get; set; }

    /// <summary>One past the last record handed over, or where reading starts; null until that is known.</summary>
    public long? Position { get; set; }

    /// <summary>The offset of the next batch: beyond <see cref="Position"/> when there is a gap.</summary>
    public long Next { get; set; }

    public bool IsPaused { get; set; }

    /// <summary>Set when the consumer no longer holds the partition.</summary>
    public bool IsGone { get; set; }

    public void MoveTo(long offset)
    {
        Position = offset;
        Next = offset;
    }
}
