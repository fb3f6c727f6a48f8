namespace ClickstreamAnalysis.Processors;

/// <summary>Why records were late: the codes in <see cref="LateRecord{TValue}.Reason"/>.</summary>
public static class LateReasons
{
    /// <summary>No open session was within the gap, and one of the record's own would be closed already.</summary>
    public const string SessionClosed = "session-closed";

    /// <summary>Every window that the record belongs to had closed.</summary>
    public const string WindowClosed = "window-closed";

    /// <summary>An attempt at a funnel that the record could be part of would be over already.</summary>
    public const string AttemptClosed = "attempt-closed";
}
