namespace ClickstreamAnalysis;

/// <summary>What a time counts from 1970-01-01T00:00:00Z when it is a number.</summary>
public enum ClickTimeUnit
{
    /// <summary>Milliseconds.</summary>
    Milliseconds,

    /// <summary>Seconds, with or without a fraction.</summary>
    Seconds,

    /// <summary>Microseconds.</summary>
    Microseconds,
}
