namespace ClickstreamAnalysis.Logs;

/// <summary>Where a consumer starts when its group has no committed offset, or the committed one is no longer in the log.</summary>
public enum OffsetReset
{
    /// <summary>At the oldest record.</summary>
    Earliest,

    /// <summary>After the newest record.</summary>
    Latest,

    /// <summary>Nowhere: the poll throws <see cref="OffsetOutOfRangeException"/>.</summary>
    Fail,
}
