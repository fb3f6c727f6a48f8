namespace ClickstreamAnalysis;

/// <summary>The long work and the waits of an application at one moment. Immutable.</summary>
/// <param name="At">When it was determined.</param>
/// <param name="Work">The long work, at most one of each kind; work that has just ended is there once more, as complete.</param>
/// <param name="Waits">What the application waits for, the longest wait first.</param>
public sealed record StreamsProgress(DateTimeOffset At, IReadOnlyList<WorkProgress> Work, IReadOnlyList<WaitDescription> Waits)
{
    /// <summary>Everything in one line; empty for nothing.</summary>
    /// <returns>The text, in the invariant culture.</returns>
    public override string ToString() => string.Join("; ", Work.Select(static work => work.ToString()).Concat(Waits.Select(static wait => wait.ToString())));
}
