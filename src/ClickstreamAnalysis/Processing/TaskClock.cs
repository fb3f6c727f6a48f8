namespace ClickstreamAnalysis.Processing;

/// <summary>
/// A stream time: of one task, or of one input of a task with several. A class with one field to read, so that operators
/// need no call through the task.
/// </summary>
/// <param name="onAdvanced">Called with the new time whenever it moves forward; null for none.</param>
internal sealed class TaskClock(Action<long>? onAdvanced = null)
{
    /// <summary>Before the first event time. Event times are never negative, so a difference to it cannot overflow.</summary>
    public const long NotStarted = -1;

    public long StreamTimeMs { get; private set; } = NotStarted;

    /// <summary>Moves forward, or stays.</summary>
    public void Advance(long timestampMs)
    {
        if (timestampMs > StreamTimeMs)
        {
            StreamTimeMs = timestampMs;
            onAdvanced?.Invoke(timestampMs);
        }
    }

    /// <summary>Sets what was stored with the state: only when a task starts, or starts over.</summary>
    public void Restore(long streamTimeMs) => StreamTimeMs = streamTimeMs;
}
