namespace ClickstreamAnalysis;

/// <summary>What to do when the next offset to read of an input partition is no longer in the log.</summary>
public enum OffsetOutOfRangePolicy
{
    /// <summary>Stop the application with an <see cref="InputOffsetException"/>.</summary>
    Fail,

    /// <summary>
    /// Continue at the first offset that the log still holds, log that, and count the skipped offsets in
    /// <see cref="StreamsMetrics.SkippedOffsets"/>.
    /// </summary>
    SkipToEarliest,
}
