using System.Numerics;

namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>Applies events and stream time to an entity, and finds what changes. One instance serves all entities of a task.</summary>
internal sealed class RuledEngine(RuledFunnel funnel)
{
    private readonly AttemptSearch _search = new(funnel);
    private readonly List<AttemptChange> _changes = [];
    private readonly List<RuledAttempt> _finals = [];
    private readonly List<RuledAttempt> _next = [];

    /// <summary>What changed in the counts since <see cref="Begin"/>.</summary>
    public IReadOnlyList<AttemptChange> Changes => _changes;

    /// <summary>The attempts that became final since <see cref="Begin"/>.</summary>
    public IReadOnlyList<RuledAttempt> Finals => _finals;

    /// <summary>The work done so far, in events taken by runs.</summary>
    public long Steps => _search.Steps;

    public void Begin()
    {
        _changes.Clear();
        _finals.Clear();
    }

    /// <summary>Applies an event that is not late. The entity must be settled at the current stream time.</summary>
    public StepEventEffect Apply(RuledProgress progress, in FunnelEvent added)
    {
        if (IsNeedless(progress, in added))
        {
            return StepEventEffect.None;
        }

        if (progress.Events.Count >= funnel.Limits.MaxEvents)
        {
            return StepEventEffect.Refused;
        }

        progress.Add(in added);
        var isFirst = funnel.IsFirstTimeOnly && funnel.IsEntry(added.Steps) && added.TimeMs < progress.FirstEntryMs;
        progress.FirstEntryMs = isFirst ? added.TimeMs : progress.FirstEntryMs;
        _search.Update(progress, in added, isRebuilt: isFirst);
        FindChanges(progress);
        return StepEventEffect.Kept;
    }

    /// <summary>Applies stream time: closes attempts, and removes everything that can no longer affect a result.</summary>
    /// <returns>Whether the entity changed.</returns>
    public bool Settle(RuledProgress progress, long streamTimeMs)
    {
        // Not the due time of the events alone: buckets and blocks end at times of their own.
        if (streamTimeMs <= progress.NextDueMs(funnel))
        {
            return false;
        }

        foreach (var attempt in _search.Close(progress, streamTimeMs))
        {
            Close(progress, attempt);
        }

        progress.Blocks.RemoveAll(block => funnel.Limits.IsOver(block.UntilMs, streamTimeMs));
        progress.Runs?.RemoveAll(run => funnel.Limits.IsOver(run.EntryMs, streamTimeMs));
        progress.DropBefore(streamTimeMs - funnel.Limits.OpenMs);
        FindChanges(progress);

        // What is known no longer still counts, so this is no change.
        progress.Settled.RemoveAll(attempt => funnel.KnownUntilMs(attempt) < streamTimeMs);
        progress.Counted.RemoveAll(attempt => attempt.IsFinal && funnel.KnownUntilMs(attempt) < streamTimeMs);
        return true;
    }

    private bool IsNeedless(RuledProgress progress, in FunnelEvent added)
    {
        if (added.Steps == 0 && progress.Events.Count == 0 && funnel.Limits.GraceMs == 0)
        {
            // There is no attempt that it could end, and none can begin before it.
            return true;
        }

        var same = 0;
        var at = progress.Events.BinarySearch(added);
        if (at < 0)
        {
            return false;
        }

        for (var i = at; i >= 0 && progress.Events[i].CompareTo(added) == 0; i--)
        {
            same++;
        }

        for (var i = at + 1; i < progress.Events.Count && progress.Events[i].CompareTo(added) == 0; i++)
        {
            same++;
        }

        // Events of one time and content can fill at most as many steps as they have. When attempts or runs are counted, each one matters.
        var isEachNeeded = added.Steps != 0 && (funnel.CountsAttempts || funnel.SeesForeign);
        return !isEachNeeded && same >= Math.Max(1, BitOperations.PopCount(added.Steps));
    }

    private void Close(RuledProgress progress, RuledAttempt attempt)
    {
        var closed = attempt with { IsFinal = true };
        if (funnel.CountsAttempts)
        {
            if (attempt.Counts)
            {
                _finals.Add(closed);
                progress.Counted.RemoveAt(progress.Counted.FindIndex(counted => counted.Session == attempt.Session && counted.Says(attempt)));
            }

            return;
        }

        var at = IndexOf(progress.Settled, attempt);
        var best = at < 0 ? null : progress.Settled[at];
        var isDropped = attempt.Effect == ExclusionEffect.DropEntity;
        if (best is { Taken: 0 } || (!isDropped && (attempt.Effect == ExclusionEffect.DropAttempt || !attempt.IsBetterThan(best))))
        {
            return;
        }

        if (!isDropped && !IsBeaten(progress, attempt))
        {
            _finals.Add(closed);
        }

        best = isDropped ? closed with { Taken = 0, StepTimesMs = [] } : funnel.KeepsTimes ? closed : closed with { StepTimesMs = [] };
        if (at < 0)
        {
            progress.Settled.Add(best);
        }
        else
        {
            progress.Settled[at] = best;
        }
    }

    /// <summary>
    /// Whether an entry of the same session and bucket may have had a better attempt at the end of this one's window, before the events of
    /// closed attempts are dropped.
    /// </summary>
    private bool IsBeaten(RuledProgress progress, RuledAttempt attempt)
    {
        var endMs = attempt.EntryMs + funnel.Limits.WindowMs;
        if (funnel.IsSequential)
        {
            foreach (var found in _search.Found)
            {
                if (IsBeatenBy(progress, attempt, found.Session, found.Held, found.EntryMs, endMs))
                {
                    return true;
                }
            }

            return false;
        }

        foreach (var run in progress.Runs!)
        {
            // Exclusions only ever make an attempt worse, unless they drop the entity.
            var mayBeBetter = funnel.DropsEntities
                || (run.DepthAt(endMs) is var depth && (depth > attempt.Depth || (depth == attempt.Depth && run.EntryMs == attempt.EntryMs)));
            if (mayBeBetter && IsBeatenBy(progress, attempt, run.Session, run.Held, run.EntryMs, endMs))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsBeatenBy(RuledProgress progress, RuledAttempt attempt, ulong session, ulong held, long entryMs, long endMs)
    {
        if (entryMs < attempt.EntryMs || entryMs > endMs || session != attempt.Session || (held == attempt.Held && entryMs == attempt.EntryMs)
            || funnel.Limits.BucketStartMs(entryMs) != funnel.Limits.BucketStartMs(attempt.EntryMs))
        {
            return false;
        }

        var other = _search.At(progress, attempt with { Held = held, EntryMs = entryMs }, endMs);
        return other.Effect == ExclusionEffect.DropEntity || (other.Counts && other.IsBetterThan(attempt));
    }

    private bool IsSamePlace(RuledAttempt attempt, RuledAttempt other) =>
        attempt.Session == other.Session && funnel.Limits.BucketStartMs(attempt.EntryMs) == funnel.Limits.BucketStartMs(other.EntryMs);

    /// <summary>The index of the attempt of the same session and bucket; -1 when there is none.</summary>
    private int IndexOf(List<RuledAttempt> attempts, RuledAttempt attempt)
    {
        for (var i = 0; i < attempts.Count; i++)
        {
            if (IsSamePlace(attempts[i], attempt))
            {
                return i;
            }
        }

        return -1;
    }

    private void FindChanges(RuledProgress progress)
    {
        _next.Clear();
        if (funnel.CountsAttempts)
        {
            _next.AddRange(_search.Find(progress).Where(static attempt => attempt.Counts));
            CompareAttempts(progress.Counted);
        }
        else
        {
            _next.AddRange(progress.Settled);
            foreach (var attempt in _search.Find(progress))
            {
                Offer(attempt);
            }

            CompareBest(progress.Counted);
        }

        progress.Counted.Clear();
        progress.Counted.AddRange(_next);
    }

    private void Offer(RuledAttempt attempt)
    {
        var isDropped = attempt.Effect == ExclusionEffect.DropEntity;
        if (!isDropped && !attempt.Counts)
        {
            return;
        }

        attempt = isDropped ? attempt with { Taken = 0, StepTimesMs = [] } : attempt;
        var at = IndexOf(_next, attempt);
        if (at < 0)
        {
            _next.Add(attempt);
        }
        else if (_next[at].Taken != 0 && (isDropped || attempt.IsBetterThan(_next[at])))
        {
            _next[at] = attempt;
        }
    }

    private void CompareBest(List<RuledAttempt> counted)
    {
        foreach (var now in _next)
        {
            var at = IndexOf(counted, now);
            var before = at < 0 ? null : counted[at];
            if (before is null || !before.Says(now))
            {
                Change(before, now);
            }
        }

        foreach (var before in counted)
        {
            if (IndexOf(_next, before) < 0)
            {
                Change(before, null);
            }
        }
    }

    /// <summary>Compares attempts that may have equal entries: by track, entry, and then their order.</summary>
    private void CompareAttempts(List<RuledAttempt> counted)
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
