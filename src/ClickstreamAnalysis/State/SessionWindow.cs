namespace ClickstreamAnalysis;

/// <summary>The time span of a session: from its first event to its last, inclusive at both ends.</summary>
/// <remarks>A session of one event starts and ends at the same time. It cannot end before it starts. Immutable and thread-safe.</remarks>
public readonly record struct SessionWindow
{
    /// <summary>Creates the window.</summary>
    /// <param name="startMs">The time of the first event, in milliseconds since 1970; inclusive.</param>
    /// <param name="endMs">The time of the last event, in milliseconds since 1970; inclusive; at least <paramref name="startMs"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The window would end before it starts.</exception>
    public SessionWindow(long startMs, long endMs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(endMs, startMs);
        StartMs = startMs;
        EndMs = endMs;
    }

    /// <summary>The time of the first event, in milliseconds since 1970; inclusive.</summary>
    public long StartMs { get; }

    /// <summary>The time of the last event, in milliseconds since 1970; inclusive.</summary>
    public long EndMs { get; }

    /// <summary>Whether a time lies in the window, both ends included.</summary>
    /// <param name="timeMs">The time, in milliseconds since 1970.</param>
    /// <returns>True for the start, the end, and everything between.</returns>
    public bool Contains(long timeMs) => timeMs >= StartMs && timeMs <= EndMs;

    /// <summary>The window as <c>[start, end]</c>, in milliseconds.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"[{StartMs}, {EndMs}]";
}
