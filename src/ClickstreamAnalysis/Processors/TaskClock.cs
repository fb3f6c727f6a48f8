namespace ClickstreamAnalysis.Processors;

/// <summary>
/// The stream time of one task: the highest event time it has accepted. A class of one field, so that operators read it
/// without a call through the task.
/// </summary>
internal sealed class TaskClock
{
    public const long NotStarted = long.MinValue;

    public long StreamTimeMs { get; private set; } = NotStarted;

    /// <summary>Moves forward, or stays.</summary>
    public void Advance(long timestampMs)
    {
        if (timestampMs > StreamTimeMs)
        {
            StreamTimeMs = timestampMs;
        }
    }

    /// <summary>Sets what was stored with the state: only when a task starts, or starts over.</summary>
    public void Restore(long streamTimeMs) => StreamTimeMs = streamTimeMs;
}
