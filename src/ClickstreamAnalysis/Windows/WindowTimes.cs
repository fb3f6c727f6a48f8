namespace ClickstreamAnalysis.Windows;

/// <summary>The windows that contain an event, and whether they are over. Windows are known by their starts.</summary>
internal sealed class WindowTimes(TimeWindows windows)
{
    private readonly long _openMs = windows.OpenMs;
    private readonly long _graceMs = windows.GraceMs;

    public long SizeMs { get; } = windows.SizeMs;

    public long AdvanceMs { get; } = windows.AdvanceMs;

    /// <summary>The maximum number of windows that contain one event.</summary>
    public int MaxCount => (int)((SizeMs + AdvanceMs - 1) / AdvanceMs);

    /// <summary>The start of the last window that contains this time; the others start an advance earlier each.</summary>
    public long LastStartMs(long timestampMs)
    {
        var into = timestampMs % AdvanceMs;
        return timestampMs - (into < 0 ? into + AdvanceMs : into);
    }

    /// <summary>The number of windows that contain this time.</summary>
    public int Count(long timestampMs, long lastStartMs) => AdvanceMs == SizeMs ? 1 : (int)((lastStartMs - timestampMs + SizeMs - 1) / AdvanceMs) + 1;

    /// <summary>The number of windows from <paramref name="lastStartMs"/> backward that are not over, and at most <paramref name="most"/>.</summary>
    public int CountOpen(long lastStartMs, long streamTimeMs, int most)
    {
        var leftMs = lastStartMs - (streamTimeMs - _openMs);
        return leftMs <= 0 ? 0 : leftMs >= most * AdvanceMs ? most : (int)((leftMs - 1) / AdvanceMs) + 1;
    }

    public bool IsOver(long startMs, long streamTimeMs) => streamTimeMs - startMs >= _openMs;

    /// <summary>The last stream time at which the window is open.</summary>
    public long LastOpenMs(long startMs) => startMs > long.MaxValue - 1 - _openMs ? long.MaxValue - 1 : startMs + _openMs - 1;

    /// <summary>The shortest grace period with which <paramref name="count"/> windows, from the last backward, would still be open.</summary>
    public long NeededGraceMs(long lastStartMs, int count, long streamTimeMs) =>
        _graceMs + (streamTimeMs - (lastStartMs - ((count - 1) * AdvanceMs)) - _openMs) + 1;
}
