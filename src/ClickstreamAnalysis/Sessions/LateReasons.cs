namespace ClickstreamAnalysis.Sessions;

/// <summary>Why records were late: the codes in <see cref="LateRecord{TValue}.Reason"/>.</summary>
public static class LateReasons
{
    /// <summary>No open session was within the gap, and one of the record's own would be closed already.</summary>
    public const string SessionClosed = "session-closed";
}
