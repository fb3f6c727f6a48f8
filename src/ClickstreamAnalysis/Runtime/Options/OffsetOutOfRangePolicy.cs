namespace ClickstreamAnalysis;

/// <summary>What to do when the next offset to read of an input partition is no longer in the log.</summary>
public enum OffsetOutOfRangePolicy
{
    /// <summary>Stop the application and name the partition, the offset and what the log still holds.</summary>
    Fail,

    /// <summary>
    /// Go on at the first offset that the log still holds, log it, and count the offsets in between in
    /// <see cref="StreamsMetrics.SkippedOffsets"/>.
    /// </summary>
    SkipToEarliest,
}
