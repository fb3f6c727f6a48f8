using ClickstreamAnalysis.Logs.Embedded.Partitions;

namespace ClickstreamAnalysis.Logs.Embedded;

/// <summary>A consumer's position in a partition.</summary>
internal sealed class EmbeddedCursor(TopicPartition id)
{
    public TopicPartition Id { get; } = id;

    /// <summary>The partition; null until it is looked up.</summary>
    public PartitionLog? Log { get; set; }

    /// <summary>One past the last delivered record, or the start position; null until it is known.</summary>
    public long? Position { get; set; }

    /// <summary>The offset at which to look for the next batch. Greater than <see cref="Position"/> when there is a gap.</summary>
    public long Next { get; set; }

    public bool IsPaused { get; set; }

    /// <summary>Whether the consumer no longer owns the partition.</summary>
    public bool IsGone { get; set; }

    public void MoveTo(long offset)
    {
        Position = offset;
        Next = offset;
    }
}
