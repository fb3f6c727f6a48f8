namespace ClickstreamAnalysis.Processing;

/// <summary>
/// Says when committed changes are written to rows: some time after their commit, because most entries change again soon or are
/// gone by then. Knows for each generation of commits where the changelogs stood at its end.
/// </summary>
/// <param name="delay">How long a change may wait; zero writes with the commit.</param>
/// <param name="time">The clock.</param>
internal sealed class WriteBackSchedule(TimeSpan delay, TimeProvider time)
{
    // Commits may follow each other at once. A generation takes them in for this part of the delay, which is less than the usual
    // interval of commits: a generation that takes in two of them makes every other commit write twice as many rows.
    private const int GenerationsInDelay = 32;

    private readonly Queue<Generation> _waiting = [];
    private Generation? _last;

    /// <summary>The latest generation that is, or is about to be, in the rows.</summary>
    public long Written { get; private set; }

    /// <summary>Where the changelogs stood at its end; null before the first.</summary>
    public long[]? WrittenEnds { get; private set; }

    /// <summary>Something has waited long enough.</summary>
    public bool IsDue => _waiting.TryPeek(out var first) && time.GetElapsedTime(first.BegunTicks) >= delay;

    /// <summary>A commit was made.</summary>
    /// <param name="ends">The next offset of each changelog.</param>
    /// <returns>The generation that it belongs to.</returns>
    public long Committed(long[] ends)
    {
        if (_last is { } last && last.Number > Written && time.GetElapsedTime(last.BegunTicks) < delay / GenerationsInDelay)
        {
            last.Ends = ends;
            return last.Number;
        }

        _last = new Generation((_last?.Number ?? 0) + 1, time.GetTimestamp(), ends);
        _waiting.Enqueue(_last);
        return _last.Number;
    }

    /// <summary>Moves on to the latest generation that has waited long enough, or to the last of all.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Advance(bool everything)
    {
        var from = Written;
        while (IsDue || (everything && _waiting.Count > 0))
        {
            var first = _waiting.Dequeue();
            (Written, WrittenEnds) = (first.Number, first.Ends);
        }

        return Written > from;
    }

    private sealed class Generation(long number, long begunTicks, long[] ends)
    {
        public long Number => number;

        public long BegunTicks => begunTicks;

        public long[] Ends { get; set; } = ends;
    }
}
