namespace ClickstreamAnalysis;

/// <summary>The kind of a change to a session.</summary>
public enum SessionChangeKind
{
    /// <summary>The session was created by its first event.</summary>
    Opened,

    /// <summary>An event was added to the session, or another session merged into it.</summary>
    Updated,

    /// <summary>The session merged into another one and no longer exists.</summary>
    Merged,

    /// <summary>The session is closed and never changes again; this is its final result.</summary>
    Closed,
}
