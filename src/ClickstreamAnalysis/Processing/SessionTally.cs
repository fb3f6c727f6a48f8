namespace ClickstreamAnalysis.Processing;

/// <summary>Counts what happens to the sessions of one operator of a task. A count changes once a session, not once a record.</summary>
internal sealed class SessionTally
{
    public long Opened { get; set; }

    public long Closed { get; set; }

    public long Merged { get; set; }

    /// <summary>By how many the number of open sessions has changed.</summary>
    public long OpenChange => Opened - Closed - Merged;

    public void Clear() => Opened = Closed = Merged = 0;
}
