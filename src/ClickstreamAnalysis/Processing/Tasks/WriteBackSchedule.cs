namespace ClickstreamAnalysis.Processing.Tasks;

/// <summary>
/// Decides when committed changes are written to rows: some time after their commit, because most entries change again soon or are
/// removed by then. Keeps the end offsets of the changelogs for each generation of commits.
/// </summary>
/// <remarks>
/// Rows that are due at one commit are written in parts until the next one, because writing them with the commit would delay the next
/// records. The next commit writes the rest and the checkpoint.
/// </remarks>
/// <param name="delay">How long a change may wait; zero writes with the commit.</param>
/// <param name="time">The clock.</param>
internal sealed class WriteBackSchedule(TimeSpan delay, TimeProvider time)
{
    // A generation includes commits for this fraction of the delay, which is shorter than the usual commit interval. A generation with
    // two of them would make twice as many rows due after every other commit.
    private const int GenerationsInDelay = 32;

    private readonly Queue<Generation> _waiting = [];
    private Generation? _last;
    private Generation? _due;
    private Generation? _written;
    private long _hastened;

    /// <summary>The latest generation that is due, as of the last commit; 0 before the first.</summary>
    public long Due => _due?.Number ?? 0;

    /// <summary>The latest generation that the rows include completely, or will after the current write; 0 before the first.</summary>
    public long Written => _written?.Number ?? 0;

    /// <summary>The end offsets of the changelogs for <see cref="Written"/>; null before the first.</summary>
    public long[]? WrittenEnds => _written?.Ends;

    /// <summary>Whether <see cref="Advance"/> would change anything.</summary>
    public bool IsDue => Due > Written || HasWaited;

    private bool HasWaited => _waiting.TryPeek(out var first) && (first.Number <= _hastened || time.GetElapsedTime(first.BegunTicks) >= delay);

    /// <summary>Lets the generations up to this one wait no longer: the next <see cref="Advance"/> makes them due.</summary>
    public void Hasten(long generation) => _hastened = Math.Max(_hastened, generation);

    /// <summary>Notes a commit.</summary>
    /// <param name="ends">The next offset of each changelog.</param>
    /// <returns>The generation of the commit.</returns>
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
    /// Advances <see cref="Written"/> to the generation that was due before, and <see cref="Due"/> to the one that is due now, or both to the
    /// last. Only when nothing is uncommitted.
    /// </summary>
    /// <returns>Whether <see cref="Written"/> changed.</returns>
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
