using System.Runtime.InteropServices;

namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>Finds the open attempts of an entity. One instance serves all entities of a task.</summary>
/// <remarks>
/// Each entry has a run, which takes events in order of time. An event costs time in proportion to the runs whose window it is in, and for
/// each of them to the events after it. When attempts depend on earlier ones, they are computed again from the first open entry.
/// </remarks>
internal sealed class AttemptSearch(RuledFunnel funnel)
{
    private readonly EntryRun _scratch = EntryRun.Create(funnel);
    private readonly long[] _excludedMs = new long[funnel.Exclusions.Length];
    private readonly List<int> _used = [];
    private readonly List<FunnelEvent> _left = [];
    private readonly List<RuledAttempt> _found = [];
    private readonly List<EntryRun> _best = [];

    /// <summary>The number of times that a run took a group of events: what the work grows with.</summary>
    public long Steps { get; private set; }

    /// <summary>The attempts found last.</summary>
    public IReadOnlyList<RuledAttempt> Found => _found;

    /// <summary>Brings the runs up to date with an event that was added.</summary>
    public void Update(RuledProgress progress, in FunnelEvent added, bool isRebuilt)
    {
        if (funnel.IsSequential)
        {
            return;
        }

        if (progress.Runs is null || isRebuilt)
        {
            Build(progress);
            return;
        }

        if (IsEntry(progress, in added))
        {
            Insert(progress.Runs, in added);
        }

        var track = Track.Of(progress.Span, added.Session, added.Held);
        var (from, to) = RunsOf(progress.Runs, in added);
        SetLimits(progress.Runs, from, to);
        for (var i = from; i < to; i++)
        {
            progress.Runs[i].Rewind(added.TimeMs);
            progress.Runs[i].Attempt = null;
        }

        Extend(progress.Runs, from, to, track, added.TimeMs);
    }

    /// <summary>
    /// Finds the open attempts. When attempts depend on earlier ones, all of them; otherwise the best one of each session and bucket, and
    /// those that drop the entity. Valid until the next call.
    /// </summary>
    public List<RuledAttempt> Find(RuledProgress progress)
    {
        _found.Clear();
        if (funnel.IsSequential)
        {
            FindInSequence(progress, long.MinValue);
            return _found;
        }

        if (progress.Runs is null)
        {
            Build(progress);
        }

        FindBest(progress);
        return _found;
    }

    /// <summary>Finds the attempts that are over, in order of entry.</summary>
    public RuledAttempt[] Close(RuledProgress progress, long streamTimeMs)
    {
        _found.Clear();
        if (funnel.IsSequential)
        {
            FindInSequence(progress, streamTimeMs);
        }
        else
        {
            if (progress.Runs is null)
            {
                Build(progress);
            }

            foreach (var run in progress.Runs!)
            {
                if (funnel.Limits.IsOver(run.EntryMs, streamTimeMs))
                {
                    _found.Add(Read(progress, run));
                }
            }
        }

        if (!funnel.IsSequential && _found.Count <= 1)
        {
            return [.. _found];
        }

        // A stable order, so that attempts of one track and time keep theirs.
        return [.. _found.Where(attempt => funnel.Limits.IsOver(attempt.EntryMs, streamTimeMs)).OrderBy(static attempt => attempt.EntryMs)];
    }

    /// <summary>The attempt from an entry as it was known at a time.</summary>
    public RuledAttempt At(RuledProgress progress, RuledAttempt attempt, long limitMs)
    {
        var track = Track.Of(progress.Span, attempt.Session, attempt.Held);
        _scratch.Start(attempt.Session, attempt.Held, attempt.EntryMs);
        _scratch.LimitMs = Math.Min(limitMs, LimitOf(track, attempt.EntryMs));
        Run(track);
        return AttemptReader.Read(funnel, _scratch, track, used: null);
    }

    private bool IsEntry(RuledProgress progress, in FunnelEvent candidate) =>
        !candidate.IsUsed && funnel.IsEntry(candidate.Steps) && (!funnel.IsFirstTimeOnly || candidate.TimeMs == progress.FirstEntryMs);

    private long LimitOf(ReadOnlySpan<FunnelEvent> track, long entryMs)
    {
        var limitMs = entryMs + funnel.Limits.WindowMs;
        for (var i = Track.Find(track, entryMs + 1); funnel.Entry == FunnelEntry.LatestEntry && i < track.Length && track[i].TimeMs <= limitMs; i++)
        {
            if (funnel.IsEntry(track[i].Steps))
            {
                return track[i].TimeMs;
            }
        }

        return limitMs;
    }

    private void Build(RuledProgress progress)
    {
        var runs = progress.Runs = [];
        for (var events = progress.Span; !events.IsEmpty;)
        {
            var track = events[..Track.Length(events)];
            var from = runs.Count;
            foreach (ref readonly var candidate in track)
            {
                if (IsEntry(progress, in candidate) && (runs.Count == from || runs[^1].EntryMs != candidate.TimeMs))
                {
                    runs.Add(EntryRun.Create(funnel));
                    runs[^1].Start(in candidate);
                    runs[^1].LimitMs = LimitOf(track, candidate.TimeMs);
                }
            }

            Extend(runs, from, runs.Count, track, long.MinValue);
            events = events[track.Length..];
        }
    }

    private void Insert(List<EntryRun> runs, in FunnelEvent entry)
    {
        var at = Bound(runs, entry.Session, entry.Held, entry.TimeMs);
        if (at == runs.Count || runs[at].EntryMs != entry.TimeMs || entry.CompareTrack(runs[at].Session, runs[at].Held) != 0)
        {
            var run = EntryRun.Create(funnel);
            run.Start(in entry);
            runs.Insert(at, run);
        }
    }

    /// <summary>The runs whose window an event is in.</summary>
    private (int From, int To) RunsOf(List<EntryRun> runs, in FunnelEvent added)
    {
        var earliestMs = added.TimeMs < long.MinValue + funnel.Limits.WindowMs ? long.MinValue : added.TimeMs - funnel.Limits.WindowMs;
        return (Bound(runs, added.Session, added.Held, earliestMs), Bound(runs, added.Session, added.Held, added.TimeMs + 1));
    }

    private void SetLimits(List<EntryRun> runs, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            runs[i].LimitMs = runs[i].EntryMs + funnel.Limits.WindowMs;
            var ends = funnel.Entry == FunnelEntry.LatestEntry && i + 1 < runs.Count && runs[i + 1].Session == runs[i].Session && runs[i + 1].Held == runs[i].Held;
            if (ends)
            {
                runs[i].LimitMs = Math.Min(runs[i].LimitMs, runs[i + 1].EntryMs);
            }
        }
    }

    private static int Bound(List<EntryRun> runs, ulong session, ulong held, long entryMs)
    {
        var (low, high) = (0, runs.Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            var run = runs[middle];
            (low, high) = (run.Session, run.Held, run.EntryMs).CompareTo((session, held, entryMs)) < 0 ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>Takes the events of a track from a time on.</summary>
    private void Extend(List<EntryRun> runs, int from, int to, ReadOnlySpan<FunnelEvent> track, long fromMs)
    {
        if (from == to)
        {
            return;
        }

        _excludedMs.AsSpan().Fill(long.MinValue);
        var first = Track.Find(track, fromMs);
        if (_excludedMs.Length > 0)
        {
            var earliest = Track.Find(track, runs[from].EntryMs);
            Track.Note(track[Math.Min(earliest, first)..first], _excludedMs);
        }

        var lastMs = long.MinValue;
        for (var i = from; i < to; i++)
        {
            lastMs = Math.Max(lastMs, runs[i].LimitMs);
        }

        for (var i = first; i < track.Length && track[i].TimeMs <= lastMs;)
        {
            var group = Track.Group(track, i);
            for (var at = from; at < to && runs[at].EntryMs <= group[0].TimeMs; at++)
            {
                if (group[0].TimeMs <= runs[at].LimitMs)
                {
                    runs[at].Extend(group, _excludedMs);
                    Steps++;
                }
            }

            Track.Note(group, _excludedMs);
            i += group.Length;
        }
    }

    private void Run(ReadOnlySpan<FunnelEvent> track)
    {
        _excludedMs.AsSpan().Fill(long.MinValue);
        for (var i = Track.Find(track, _scratch.EntryMs); i < track.Length && track[i].TimeMs <= _scratch.LimitMs;)
        {
            var group = Track.Group(track, i);
            _scratch.Extend(group, _excludedMs);
            Steps++;
            Track.Note(group, _excludedMs);
            i += group.Length;
        }
    }

    private RuledAttempt Read(RuledProgress progress, EntryRun run) =>
        run.Attempt ??= AttemptReader.Read(funnel, run, Track.Of(progress.Span, run.Session, run.Held), used: null);

    /// <summary>The effect on a run, without the cost of reading its attempt.</summary>
    private ExclusionEffect? EffectOn(RuledProgress progress, EntryRun run) => run.Attempt is { } known
        ? known.Effect
        : AttemptReader.EffectOn(funnel, run, Track.Of(progress.Span, run.Session, run.Held));

    private void FindBest(RuledProgress progress)
    {
        _best.Clear();
        foreach (var run in progress.Runs!)
        {
            if (funnel.Exclusions.Length > 0 && EffectOn(progress, run) is { } effect and not ExclusionEffect.CapAttempt)
            {
                if (effect == ExclusionEffect.DropEntity)
                {
                    _found.Add(Read(progress, run));
                }

                continue;
            }

            var at = _best.Count - 1;
            while (at >= 0 && !IsSamePlace(_best[at], run))
            {
                at--;
            }

            if (at < 0)
            {
                _best.Add(run);
            }
            else if (run.Depth > _best[at].Depth || (run.Depth == _best[at].Depth && run.EntryMs < _best[at].EntryMs))
            {
                _best[at] = run;
            }
        }

        foreach (var run in _best)
        {
            _found.Add(Read(progress, run));
        }
    }

    private bool IsSamePlace(EntryRun run, EntryRun other) =>
        run.Session == other.Session && funnel.Limits.BucketStartMs(run.EntryMs) == funnel.Limits.BucketStartMs(other.EntryMs);

    /// <summary>Finds attempts in the order of their entries, and marks the events and the entries that those over by a stream time took.</summary>
    private void FindInSequence(RuledProgress progress, long streamTimeMs)
    {
        for (var start = 0; start < progress.Events.Count;)
        {
            _left.Clear();
            _left.AddRange(progress.Span.Slice(start, Track.Length(progress.Span[start..])));
            var left = CollectionsMarshal.AsSpan(_left);
            var (session, held) = (left[0].Session, left[0].Held);
            foreach (ref var candidate in left)
            {
                candidate = candidate.IsUsed ? candidate with { Steps = 0 } : candidate;
            }

            var block = progress.Blocks.FindIndex(block => block.Session == session && block.Held == held);
            var blockedMs = block < 0 ? long.MinValue : progress.Blocks[block].UntilMs;
            for (var i = 0; i < left.Length;)
            {
                var isEntry = IsEntry(progress, in left[i]) && left[i].TimeMs > blockedMs;
                if (!isEntry)
                {
                    i++;
                    continue;
                }

                _scratch.Start(in left[i]);
                _scratch.LimitMs = LimitOf(progress.Span.Slice(start, left.Length), left[i].TimeMs);
                Run(left);
                _used.Clear();
                var attempt = AttemptReader.Read(funnel, _scratch, left, funnel.CountsAttempts ? _used : null);
                var isOver = streamTimeMs != long.MinValue && funnel.Limits.IsOver(attempt.EntryMs, streamTimeMs);
                _found.Add(attempt);
                foreach (var used in _used)
                {
                    left[used] = left[used] with { Steps = 0 };
                    if (isOver)
                    {
                        progress.Events[start + used] = progress.Events[start + used] with { IsUsed = true };
                    }
                }

                if (funnel.Entry == FunnelEntry.FirstEntry)
                {
                    blockedMs = attempt.Depth == funnel.Steps
                        ? Math.Max(attempt.EntryMs - (funnel.CountsAttempts ? 1 : 0), attempt.StepTimesMs[^1] - 1)
                        : attempt.EntryMs + funnel.Limits.WindowMs;
                    if (isOver)
                    {
                        Block(progress, new(session, held, blockedMs));
                    }
                }

                i = funnel.CountsAttempts ? i : i + 1;
            }

            start += left.Length;
        }
    }

    private static void Block(RuledProgress progress, TrackBlock block)
    {
        progress.Blocks.RemoveAll(other => other.Session == block.Session && other.Held == block.Held);
        progress.Blocks.Add(block);
    }
}
