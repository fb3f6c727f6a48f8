namespace ClickstreamAnalysis.Testing.Logs;

/// <summary>A consumer's position in a partition.</summary>
internal sealed class SimulatedCursor(TopicPartition id)
{
    public TopicPartition Id { get; } = id;

    public long? Position { get; set; }

    /// <summary>Whether the partition was read at least once, so that its end is known.</summary>
    public bool WasRead { get; set; }

    public bool IsPaused { get; set; }

    /// <summary>Whether the consumer no longer owns the partition.</summary>
    public bool IsGone { get; set; }
}
