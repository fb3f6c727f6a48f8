namespace ClickstreamAnalysis;

/// <summary>Why records were late: the codes in <see cref="LateRecord{TValue}.Reason"/> and <c>StreamsMetrics.Dropped</c>.</summary>
public static class LateReasons
{
    /// <summary>No open session was within the gap, and one of the record's own would be closed already.</summary>
    public const string SessionClosed = "session-closed";

    /// <summary>Every window that the record belongs to had closed.</summary>
    public const string WindowClosed = "window-closed";

    /// <summary>
    /// Some of the windows that the record belongs to had closed. The record counts in the others, so it is not sent to the late
    /// stream.
    /// </summary>
    public const string SomeWindowsClosed = "some-windows-closed";

    /// <summary>A user's processor marked the record as late.</summary>
    public const string Late = "late";

    /// <summary>An attempt at a funnel that the record could be part of would be over already.</summary>
    public const string AttemptClosed = "attempt-closed";
}
