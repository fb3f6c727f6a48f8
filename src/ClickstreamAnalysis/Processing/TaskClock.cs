namespace ClickstreamAnalysis.Processing;

/// <summary>
/// A stream time: of one task, or of one input of a task with several. Operators read its field without a call through the task.
/// </summary>
/// <param name="onAdvanced">Called with the new time when it advances; null for none.</param>
internal sealed class TaskClock(Action<long>? onAdvanced = null)
{
    /// <summary>Before the first event time. Event times are never negative, so a difference to it cannot overflow.</summary>
    public const long NotStarted = -1;

    public long StreamTimeMs { get; private set; } = NotStarted;

    /// <summary>Advances to a time that is later, and ignores an earlier one.</summary>
    public void Advance(long timestampMs)
    {
        if (timestampMs > StreamTimeMs)
        {
            StreamTimeMs = timestampMs;
            onAdvanced?.Invoke(timestampMs);
        }
    }

    /// <summary>Sets the time that was stored with the state. Only when a task starts or recovers.</summary>
    public void Restore(long streamTimeMs) => StreamTimeMs = streamTimeMs;
}
