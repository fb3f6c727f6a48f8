namespace ClickstreamAnalysis.Sessions;

/// <summary>What the split rules say about one event.</summary>
internal struct SplitMarks
{
    /// <summary>The id that separates events; null for none.</summary>
    public string? LaneId;

    /// <summary>Whether the event starts a session.</summary>
    public bool Starts;

    /// <summary>Whether the event ends its session.</summary>
    public bool Ends;

    /// <summary>The texts whose change splits, by rule; null when the event has none. The array belongs to the caller.</summary>
    public string?[]? Texts;
}
