namespace ClickstreamAnalysis;

/// <summary>Which clock drives a punctuation.</summary>
public enum PunctuationType
{
    /// <summary>Stream time: advances with the records, is replayed exactly, does not move while nothing arrives.</summary>
    StreamTime,

    /// <summary>The wall clock of the application's <see cref="TimeProvider"/>.</summary>
    WallClockTime,
}
