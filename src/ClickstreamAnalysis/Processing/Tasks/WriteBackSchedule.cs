namespace ClickstreamAnalysis.Processing.Tasks;

/// <summary>
/// Says when committed changes are written to rows: some time after their commit, because most entries change again soon or are
/// gone by then. Knows for each generation of commits where the changelogs stood at its end.
/// </summary>
/// <remarks>
/// What has waited long enough at one commit is written in parts until the next: written with a commit, it would keep the records that come then
/// waiting. With the next commit the rest follows, and the checkpoint.
/// </remarks>
/// <param name="delay">How long a change may wait; zero writes with the commit.</param>
/// <param name="time">The clock.</param>
internal sealed class WriteBackSchedule(TimeSpan delay, TimeProvider time)
{
    // Commits may follow each other at once. A generation takes them in for this part of the delay, which is less than the usual
    // interval of commits: a generation that takes in two of them makes twice as many rows due after every other commit.
    private const int GenerationsInDelay = 32;

    private readonly Queue<Generation> _waiting = [];
    private Generation? _last;
    private Generation? _due;
    private Generation? _written;

    /// <summary>The latest generation that has waited long enough, as of the last commit; 0 before the first.</summary>
    public long Due => _due?.Number ?? 0;

    /// <summary>The latest generation that is, or is about to be, in the rows as a whole; 0 before the first.</summary>
    public long Written => _written?.Number ?? 0;

    /// <summary>Where the changelogs stood at its end; null before the first.</summary>
    public long[]? WrittenEnds => _written?.Ends;

    /// <summary><see cref="Advance"/> would move on.</summary>
    public bool IsDue => Due > Written || HasWaited;

    private bool HasWaited => _waiting.TryPeek(out var first) && time.GetElapsedTime(first.BegunTicks) >= delay;

    /// <summary>A commit was made.</summary>
    /// <param name="ends">The next offset of each changelog.</param>
    /// <returns>The generation that it belongs to.</returns>
    public long Committed(long[] ends)
    {
        if (_last is { } last && last.Number > Due && time.GetElapsedTime(last.BegunTicks) < delay / GenerationsInDelay)
        {
            last.Ends = ends;
            return last.Number;
        }

        _last = new Generation((_last?.Number ?? 0) + 1, time.GetTimestamp(), ends);
        _waiting.Enqueue(_last);
        return _last.Number;
    }

    /// <summary>
    /// Nothing is uncommitted: moves <see cref="Written"/> on to what was due before, and <see cref="Due"/> to what is now, or both to
    /// the end.
    /// </summary>
    /// <returns>Whether <see cref="Written"/> moved.</returns>
    public bool Advance(bool everything)
    {
        var from = Written;
        if (everything || delay == TimeSpan.Zero)
        {
            _waiting.Clear();
            _due = _last;
        }

        _written = _due;
        while (HasWaited)
        {
            _due = _waiting.Dequeue();
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
