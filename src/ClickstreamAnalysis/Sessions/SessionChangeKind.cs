namespace ClickstreamAnalysis;

/// <summary>What happened to a session.</summary>
public enum SessionChangeKind
{
    /// <summary>Its first event came.</summary>
    Opened,

    /// <summary>Another event, or another session, became part of it.</summary>
    Updated,

    /// <summary>It became part of another session and is no more.</summary>
    Merged,

    /// <summary>It is over and will not change: its final result.</summary>
    Closed,
}
