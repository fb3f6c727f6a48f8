using System.Runtime.InteropServices;

namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>Applies events and stream time to an entity, and finds what changes. One instance serves all entities of a task.</summary>
internal sealed class RuledEngine
{
    private readonly RuledFunnel _funnel;
    private readonly List<AttemptChange> _changes = [];
    private readonly List<RuledAttempt> _finals = [];
    private readonly List<RuledAttempt> _withdrawn = [];
    private readonly List<RuledAttempt> _next = [];
    private readonly SpareRoom _spare;
    private readonly AttemptReplay _replay;
    private readonly AttemptSequence _sequence;
    private readonly EntrySearch _entries;
    private readonly RivalSearch _rivals;
    private readonly TieBound _ties;

    public RuledEngine(RuledFunnel funnel)
    {
        _funnel = funnel;
        _replay = new(funnel);
        _sequence = new(funnel, _replay);
        var tracker = DepthTracker.Create(funnel);
        var layout = new OpenEntryLayout(tracker.Cells, funnel.HasTracks);
        _spare = new(layout);
        _entries = new(funnel, tracker, layout, _replay, _spare);
        _ties = new(funnel);
        _rivals = new(funnel, _replay, _sequence);
    }

    /// <summary>What changed in the counts since <see cref="Begin"/>.</summary>
    public List<AttemptChange> Changes => _changes;

    /// <summary>The attempts that became final since <see cref="Begin"/>.</summary>
    public List<RuledAttempt> Finals => _finals;

    /// <summary>Those of <see cref="Finals"/> that do not count, because their entity was dropped before they became final.</summary>
    public List<RuledAttempt> Withdrawn => _withdrawn;

    /// <summary>The work done so far: how often an event was taken from an entry, or looked at because of a tie.</summary>
    public long Work => _replay.Work + _entries.Work + _ties.Looked;

    public void Begin()
    {
        _changes.Clear();
        _finals.Clear();
        _withdrawn.Clear();
    }

    /// <summary>
    /// Whether the outcome before a change must be withdrawn: nothing or something less good takes its place, which a subscriber would take for the outcome of
    /// an earlier attempt.
    /// </summary>
    public bool TakesBack(RuledAttempt? before, RuledAttempt? after) => before is not null && (after is null || !IsSamePlace(before, after) || before.IsBetterThan(after));

    /// <summary>Applies an event that is not late. The entity must be settled at the current stream time.</summary>
    public StepEventEffect Apply(RuledProgress progress, in FunnelEvent added)
    {
        var (from, end) = progress.Kept?.TiesOf(in added) ?? (0, 0);
        if (from < end && _ties.IsNeedless(progress.Events[from..end], in added))
        {
            return StepEventEffect.None;
        }

        if (progress.Events.Length >= _funnel.Limits.MaxEvents)
        {
            return StepEventEffect.Refused;
        }

        progress.Add(in added, _spare);
        if (from < end)
        {
            var kept = progress.Kept!;
            kept.RemoveTies(from, end + 1, _ties.Reduce(kept.EventsToChange(from, end + 1), added.Steps));
        }

        var isFirst = _funnel.IsFirstTimeOnly && _funnel.IsEntry(added.Steps) && added.TimeMs < progress.FirstEntryMs;
        progress.FirstEntryMs = isFirst ? added.TimeMs : progress.FirstEntryMs;
        if (_funnel.IsSequential || _entries.Update(progress, in added, isRebuilt: isFirst))
        {
            FindChanges(progress);
        }

        return StepEventEffect.Kept;
    }

    /// <summary>Applies stream time: closes attempts, and removes everything that can no longer affect a result.</summary>
    /// <returns>Whether the entity changed.</returns>
    public bool Settle(RuledProgress progress, long streamTimeMs)
    {
        // Not when the entity is due, because attempts that close unnoticed are not waited for.
        if (streamTimeMs <= progress.FirstEndMs(_funnel))
        {
            return false;
        }

        if (_funnel.IsSequential)
        {
            foreach (var attempt in _sequence.Close(progress, streamTimeMs))
            {
                Close(progress, attempt);
                ClosePending(progress, attempt.Session, attempt.Held, attempt.EntryMs);
            }

            progress.DropBlocks(_funnel.Limits, streamTimeMs);
        }
        else
        {
            CloseEntries(progress, streamTimeMs);
        }

        progress.Kept?.DropBefore(streamTimeMs - _funnel.Limits.OpenMs);
        FindChanges(progress);
        progress.ReleaseUnused(_spare);
        Forget(progress, streamTimeMs);
        return true;
    }

    private void CloseEntries(RuledProgress progress, long streamTimeMs)
    {
        var over = _entries.Over(progress, streamTimeMs);
        foreach (var index in over)
        {
            if (progress.CanSettle(_funnel, index))
            {
                Close(progress, _entries.Read(progress, index));
            }

            var (session, held) = progress.Open.TrackOf(index);
            ClosePending(progress, session, held, progress.Open[index].EntryMs);
        }

        if (over.Count > 0)
        {
            progress.Open.RemoveOver(_funnel.Limits, streamTimeMs);
        }
    }

    /// <summary>Removes attempts that need be known no longer. They still count, so this is no change.</summary>
    private void Forget(RuledProgress progress, long streamTimeMs)
    {
        var isSame = progress.Counted.Is(progress.Settled);
        progress.Settled = Known(progress.Settled, streamTimeMs);
        progress.Counted = isSame ? progress.Settled : Known(progress.Counted, streamTimeMs);
    }

    private AttemptSet Known(AttemptSet attempts, long streamTimeMs)
    {
        for (var i = attempts.Count - 1; i >= 0; i--)
        {
            attempts = IsForgotten(attempts[i], streamTimeMs) ? attempts.RemoveAt(i) : attempts;
        }

        return attempts;
    }

    private bool IsForgotten(RuledAttempt attempt, long streamTimeMs) => attempt.IsFinal && _funnel.KnownUntilMs(attempt) < streamTimeMs;

    private void Close(RuledProgress progress, RuledAttempt attempt)
    {
        if (_funnel.CountsAttempts)
        {
            if (attempt.Counts)
            {
                progress.Counted = progress.Counted.RemoveAt(progress.Counted.IndexOf(attempt));
                _finals.Add(attempt.Close());
            }

            return;
        }

        var isDropped = attempt.Effect == ExclusionEffect.DropEntity;
        var best = progress.SettledOf(_funnel, attempt.Session, _funnel.Limits.BucketStartMs(attempt.EntryMs));
        if (best is { Taken: 0 } || (!isDropped && (attempt.Effect == ExclusionEffect.DropAttempt || !attempt.IsBetterThan(best))))
        {
            return;
        }

        var isBeaten = isDropped || _rivals.Beat(progress, attempt, (attempt.Session, attempt.Held, attempt.EntryMs));
        var closed = isDropped ? (attempt with { Taken = 0, LaterMs = [] }).Close() : isBeaten && _funnel.IsRevisable ? attempt : attempt.Close();
        if (!isBeaten)
        {
            AddFinal(progress, closed);
        }

        closed = _funnel.KeepsTimes || closed.LaterMs.Length == 0 ? closed : closed with { LaterMs = [] };
        progress.Settled = best is null ? progress.Settled.With(closed) : progress.Settled.Replace(best, closed);
    }

    /// <summary>
    /// Makes a closed attempt final that was not the best at the end of its window, if it is the best at the end of a later one.
    /// </summary>
    private void ClosePending(RuledProgress progress, ulong session, ulong held, long entryMs)
    {
        if (!_funnel.IsRevisable || _funnel.CountsAttempts)
        {
            return;
        }

        var pending = progress.SettledOf(_funnel, session, _funnel.Limits.BucketStartMs(entryMs));
        if (pending is { IsFinal: false } && !_rivals.Beat(progress, pending, (session, held, entryMs)))
        {
            AddFinal(progress, pending.Close());
        }
    }

    private void AddFinal(RuledProgress progress, RuledAttempt closed)
    {
        _finals.Add(closed);
        if (AtPlaceOf(closed, progress.Counted) is { Taken: 0 })
        {
            // An event after the end of its window has dropped the entity within the grace period.
            _withdrawn.Add(closed);
        }
    }

    private bool IsSamePlace(RuledAttempt attempt, RuledAttempt other) =>
        attempt.Session == other.Session && _funnel.Limits.BucketStartMs(attempt.EntryMs) == _funnel.Limits.BucketStartMs(other.EntryMs);

    /// <summary>The attempt of the same session and bucket; null when there is none.</summary>
    private RuledAttempt? AtPlaceOf(RuledAttempt attempt, AttemptSet attempts) =>
        attempts.Find(_funnel.Limits, attempt.Session, _funnel.Limits.BucketStartMs(attempt.EntryMs));

    /// <summary>The index in <see cref="_next"/> of the attempt of the same session and bucket; -1 when there is none.</summary>
    private int NextOf(RuledAttempt attempt)
    {
        for (var i = 0; i < _next.Count; i++)
        {
            if (IsSamePlace(_next[i], attempt))
            {
                return i;
            }
        }

        return -1;
    }

    private void FindChanges(RuledProgress progress)
    {
        _next.Clear();
        if (_funnel.CountsAttempts)
        {
            _next.AddRange(_sequence.Find(progress).Where(static attempt => attempt.Counts));
            CompareAttempts(progress.Counted);
        }
        else
        {
            for (var i = 0; i < progress.Settled.Count; i++)
            {
                _next.Add(progress.Settled[i]);
            }

            foreach (var attempt in _funnel.IsSequential ? _sequence.Find(progress) : _entries.Find(progress))
            {
                Offer(attempt);
            }

            CompareBest(progress.Counted);
        }

        var next = CollectionsMarshal.AsSpan(_next);
        progress.Counted = progress.Settled.Has(next) ? progress.Settled : progress.Counted.Has(next) ? progress.Counted : AttemptSet.Of(next);
    }

    private void Offer(RuledAttempt attempt)
    {
        var isDropped = attempt.Effect == ExclusionEffect.DropEntity;
        if (!isDropped && !attempt.Counts)
        {
            return;
        }

        attempt = isDropped && attempt.Taken != 0 ? attempt with { Taken = 0, LaterMs = [] } : attempt;
        var at = NextOf(attempt);
        if (at < 0)
        {
            _next.Add(attempt);
        }
        else if (_next[at].Taken != 0 && (isDropped || attempt.IsBetterThan(_next[at])))
        {
            _next[at] = attempt;
        }
    }

    private void CompareBest(AttemptSet counted)
    {
        foreach (var now in _next)
        {
            var before = AtPlaceOf(now, counted);
            if (before is null || !before.Says(now))
            {
                Change(before, now);
            }
        }

        for (var i = 0; i < counted.Count; i++)
        {
            var before = counted[i];
            if (NextOf(before) < 0)
            {
                Change(before, null);
            }
        }
    }

    /// <summary>Compares attempts that may have equal entries: by track, entry, and then their order.</summary>
    private void CompareAttempts(AttemptSet counted)
    {
        var (i, j) = (0, 0);
        while (i < counted.Count || j < _next.Count)
        {
            var order = i == counted.Count ? 1 : j == _next.Count ? -1
                : (counted[i].Session, counted[i].Held, counted[i].EntryMs).CompareTo((_next[j].Session, _next[j].Held, _next[j].EntryMs));
            if (order == 0 && !counted[i].Says(_next[j]))
            {
                Change(counted[i], _next[j]);
            }
            else if (order != 0)
            {
                Change(order < 0 ? counted[i] : null, order < 0 ? null : _next[j]);
            }

            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }
    }

    private void Change(RuledAttempt? before, RuledAttempt? after)
    {
        before = before is { Taken: 0 } ? null : before;
        after = after is { Taken: 0 } ? null : after;
        if (before is not null || after is not null)
        {
            _changes.Add(new(before, after));
        }
    }
}
