namespace ClickstreamAnalysis.Logs;

/// <summary>Where a consumer starts when its group has no committed offset, or when the committed offset is no longer in the log.</summary>
public enum OffsetReset
{
    /// <summary>Starts at the oldest record.</summary>
    Earliest,

    /// <summary>Starts after the newest record.</summary>
    Latest,

    /// <summary>Does not start: the poll throws <see cref="OffsetOutOfRangeException"/>.</summary>
    Fail,
}
