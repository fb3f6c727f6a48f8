namespace ClickstreamAnalysis.Topologies;

/// <summary>
/// How far the timestamps of an operator's output may be behind the task's stream time although its input is in order. A task sends a
/// stream time reduced by this delay to the tasks behind a repartition topic, so that its output is not late there.
/// </summary>
/// <remarks>
/// A session closes when stream time is past its end + gap + grace, and is emitted with the time of its end: its delay is gap + grace.
/// </remarks>
/// <param name="DelayMs">The maximum of stream time minus the timestamp of an emitted record, in milliseconds.</param>
/// <param name="IsHeld">
/// Records are emitted after the record that caused them: at the end of the batch or at the commit. Until then, stream time is ahead of them.
/// </param>
internal readonly record struct OutputDelay(long DelayMs, bool IsHeld)
{
    /// <summary>The total delay of two operators in sequence.</summary>
    public static OutputDelay operator +(OutputDelay first, OutputDelay second) =>
        new(first.DelayMs > long.MaxValue - second.DelayMs ? long.MaxValue : first.DelayMs + second.DelayMs, first.IsHeld || second.IsHeld);

    /// <summary>The delay of a node with two incoming paths: the larger one.</summary>
    public OutputDelay Or(OutputDelay other) => new(Math.Max(DelayMs, other.DelayMs), IsHeld || other.IsHeld);
}
