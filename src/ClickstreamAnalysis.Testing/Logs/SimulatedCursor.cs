namespace ClickstreamAnalysis.Testing.Logs;

/// <summary>Where a consumer stands in a partition.</summary>
internal sealed class SimulatedCursor(TopicPartition id)
{
    public TopicPartition Id { get; } = id;

    public long? Position { get; set; }

    /// <summary>Records were looked for once, so that the end is known.</summary>
    public bool WasRead { get; set; }

    public bool IsPaused { get; set; }

    /// <summary>Set when the consumer no longer holds the partition.</summary>
    public bool IsGone { get; set; }
}
