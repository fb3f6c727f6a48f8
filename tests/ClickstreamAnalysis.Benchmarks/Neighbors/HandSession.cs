namespace ClickstreamAnalysis.Benchmarks.Neighbors;

/// <summary>An open session of the hand-written processor, as its JSON.</summary>
internal sealed class HandSession
{
    public long Start { get; set; }

    public long End { get; set; }

    public long Count { get; set; }

    public long Views { get; set; }

    public string? EntryPage { get; set; }

    public long EntryMs { get; set; } = long.MaxValue;

    public string? ExitPage { get; set; }

    public long ExitMs { get; set; } = long.MinValue;

    public void Add(ClickEvent click)
    {
        var timeMs = click.TimestampMs;
        (Start, End) = Count == 0 ? (timeMs, timeMs) : (Math.Min(Start, timeMs), Math.Max(End, timeMs));
        Count++;
        if (click.Page is { } page)
        {
            Views++;
            TakePages(page, timeMs, page, timeMs);
        }
    }

    public void Merge(HandSession other)
    {
        (Start, End) = (Math.Min(Start, other.Start), Math.Max(End, other.End));
        Count += other.Count;
        Views += other.Views;
        TakePages(other.EntryPage, other.EntryMs, other.ExitPage, other.ExitMs);
    }

    private void TakePages(string? entry, long entryMs, string? exit, long exitMs)
    {
        // Of several pages at one time, the lowest text is the first and the highest the last, so that the order of arrival does not matter.
        if (entry is not null && (entryMs < EntryMs || (entryMs == EntryMs && string.CompareOrdinal(entry, EntryPage) < 0)))
        {
            (EntryPage, EntryMs) = (entry, entryMs);
        }

        if (exit is not null && (exitMs > ExitMs || (exitMs == ExitMs && string.CompareOrdinal(exit, ExitPage) > 0)))
        {
            (ExitPage, ExitMs) = (exit, exitMs);
        }
    }
}
