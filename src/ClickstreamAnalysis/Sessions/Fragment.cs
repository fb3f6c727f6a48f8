namespace ClickstreamAnalysis.Sessions;

/// <summary>
/// A part of a session that the split rules can still separate from the others: the events of one millisecond, or all events of the session that
/// are older than the grace period.
/// </summary>
internal struct Fragment<TAggregate>
{
    public long StartMs;
    public long EndMs;
    public long EventCount;

    /// <summary>The texts of the first millisecond whose change splits; null when all are absent. Shared, so never changed.</summary>
    public string?[]? Texts;

    /// <summary>Whether a start event is in the first millisecond.</summary>
    public bool Starts;

    /// <summary>Whether an end event is in the last millisecond.</summary>
    public bool Ends;

    public TAggregate Aggregate;

    /// <summary>Whether all events have one time.</summary>
    public readonly bool IsInstant => StartMs == EndMs;
}
