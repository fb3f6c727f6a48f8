namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>
/// Follows the open entries of an entity, and finds the best of them. For attempts that do not depend on earlier ones. One instance serves all
/// entities of a task.
/// </summary>
/// <remarks>
/// An event in order, or at the time of the latest one, costs time in proportion to the entries whose window it is in. One out of order costs
/// time in proportion to the events after each of these entries. An attempt itself is found only when it may have become the best.
/// </remarks>
internal sealed class EntrySearch(RuledFunnel funnel, AttemptReplay replay)
{
    private readonly DepthTracker _tracker = DepthTracker.Create(funnel);
    private readonly List<int> _best = [];
    private readonly List<int> _over = [];
    private readonly List<RuledAttempt> _found = [];
    private bool _isOtherChain;

    /// <summary>The work done so far, in times whose events were taken by an entry.</summary>
    public long Steps { get; private set; }

    /// <summary>Brings the open entries up to date with an event that was added.</summary>
    /// <returns>Whether an attempt may have changed.</returns>
    public bool Update(RuledProgress progress, in FunnelEvent added, bool isRebuilt)
    {
        _isOtherChain = progress.Open is null || isRebuilt;
        if (_isOtherChain)
        {
            Build(progress);
            return true;
        }

        var open = progress.Open!;
        var isChanged = funnel.IsEntryOf(progress, in added) && Insert(open, in added, added.TimeMs + funnel.Limits.WindowMs);
        var earliestMs = added.TimeMs < long.MinValue + funnel.Limits.WindowMs ? long.MinValue : added.TimeMs - funnel.Limits.WindowMs;
        var from = open.Find(added.Session, added.Held, earliestMs);
        var to = added.TimeMs == long.MaxValue ? open.Count : open.Find(added.Session, added.Held, added.TimeMs + 1);
        if (from == to)
        {
            return false;
        }

        SetLimits(open, from, to);
        var track = Track.Of(progress.Span, added.Session, added.Held);
        var index = Track.Find(track, added.TimeMs);
        for (var i = from; i < to; i++)
        {
            isChanged |= Take(open, i, track, index);
        }

        return isChanged || _isOtherChain;
    }

    /// <summary>
    /// Finds the best open attempt of each session and bucket, and those that drop the entity. Valid until the next call.
    /// </summary>
    public List<RuledAttempt> Find(RuledProgress progress)
    {
        var open = progress.Open ?? Build(progress);
        _found.Clear();
        _best.Clear();
        for (var i = 0; i < open.Count; i++)
        {
            ref var entry = ref open[i];
            if (entry.Now.Effect is { } effect and not ExclusionEffect.CapAttempt)
            {
                if (effect == ExclusionEffect.DropEntity)
                {
                    _found.Add(Read(progress, in entry));
                }

                continue;
            }

            var at = _best.Count - 1;
            while (at >= 0 && !(open[_best[at]].BucketStartMs == entry.BucketStartMs && open[_best[at]].Session == entry.Session))
            {
                at--;
            }

            if (at < 0)
            {
                _best.Add(i);
            }
            else if (IsBetter(in entry, in open[_best[at]]))
            {
                _best[at] = i;
            }
        }

        foreach (var index in _best)
        {
            _found.Add(Read(progress, in open[index]));
        }

        return _found;
    }

    /// <summary>The indexes of the entries whose attempts are over, in order of entry. Valid until the next call.</summary>
    public List<int> Over(RuledProgress progress, long streamTimeMs)
    {
        var open = progress.Open ?? Build(progress);
        _isOtherChain = false;
        _over.Clear();
        for (var i = 0; i < open.Count; i++)
        {
            if (funnel.Limits.IsOver(open[i].EntryMs, streamTimeMs))
            {
                _over.Add(i);
            }
            else if (!funnel.HasTracks)
            {
                break;
            }
        }

        if (funnel.HasTracks && _over.Count > 1)
        {
            _over.Sort((one, other) => (open[one].EntryMs, one).CompareTo((open[other].EntryMs, other)));
        }

        return _over;
    }

    /// <summary>The attempt of an open entry. It has no steps if it drops the entity.</summary>
    public RuledAttempt Read(RuledProgress progress, in OpenEntry entry)
    {
        var isDropped = entry.Now.Effect == ExclusionEffect.DropEntity;
        foreach (var known in progress.Counted)
        {
            // The chain that first took a step is the best, whatever follows in order.
            var isSame = !known.IsFinal && known.EntryMs == entry.EntryMs && known.Held == entry.Held && known.Session == entry.Session
                && known.Effect == entry.Now.Effect && known.Depth == (isDropped ? 0 : entry.Now.Depth);
            if (isSame && (isDropped || !_isOtherChain))
            {
                return known;
            }
        }

        return isDropped
            ? new(entry.Session, entry.Held, entry.EntryMs, 0, [], RuledFunnel.NoValue, ExclusionEffect.DropEntity, IsFinal: false)
            : replay.Of(Track.Of(progress.Span, entry.Session, entry.Held), in entry);
    }

    private static bool IsBetter(in OpenEntry entry, in OpenEntry other) =>
        entry.Now.Depth != other.Now.Depth ? entry.Now.Depth > other.Now.Depth : entry.EntryMs < other.EntryMs;

    private OpenEntries Build(RuledProgress progress)
    {
        var open = progress.Open = new OpenEntries(2 * _tracker.Cells);
        for (var events = progress.Span; !events.IsEmpty;)
        {
            var track = events[..Track.Length(events)];
            var from = open.Count;
            foreach (ref readonly var candidate in track)
            {
                if (funnel.IsEntryOf(progress, in candidate))
                {
                    Insert(open, in candidate, replay.LimitOf(track, candidate.TimeMs));
                }
            }

            for (var i = from; i < open.Count; i++)
            {
                Take(open, i, track, Track.Find(track, open[i].EntryMs));
            }

            events = events[track.Length..];
        }

        return open;
    }

    /// <summary>Inserts an entry, unless there is one of its time.</summary>
    private bool Insert(OpenEntries open, in FunnelEvent entry, long limitMs)
    {
        var at = open.Find(entry.Session, entry.Held, entry.TimeMs);
        if (at < open.Count && open[at].CompareTo(entry.Session, entry.Held, entry.TimeMs) == 0)
        {
            return false;
        }

        open.Insert(at, new OpenEntry
        {
            Session = entry.Session,
            Held = entry.Held,
            EntryMs = entry.TimeMs,
            BucketStartMs = funnel.Limits.BucketStartMs(entry.TimeMs),
            LimitMs = limitMs,
            LastMs = long.MinValue,
            Before = EntryDepth.None,
            Now = EntryDepth.None,
        });
        _tracker.Start(open.CellsBefore(at));
        _tracker.Start(open.CellsNow(at));
        return true;
    }

    private void SetLimits(OpenEntries open, int from, int to)
    {
        for (var i = from; funnel.Entry == FunnelEntry.LatestEntry && i < to; i++)
        {
            var limitMs = open[i].EntryMs + funnel.Limits.WindowMs;
            var ends = i + 1 < open.Count && open[i + 1].Session == open[i].Session && open[i + 1].Held == open[i].Held;
            open[i].LimitMs = ends ? Math.Min(limitMs, open[i + 1].EntryMs) : limitMs;
        }
    }

    /// <summary>Takes the events of a track from a time on, again if the entry has taken some of them.</summary>
    /// <returns>Whether the attempt has changed.</returns>
    private bool Take(OpenEntries open, int index, ReadOnlySpan<FunnelEvent> track, int next)
    {
        ref var entry = ref open[index];
        var before = open.CellsBefore(index);
        var now = open.CellsNow(index);
        var (known, fromMs) = (entry.Now, track[next].TimeMs);
        if (fromMs <= entry.LastMs)
        {
            _isOtherChain = true;
            if (fromMs == entry.LastMs)
            {
                entry.Now = entry.Before;
                before.CopyTo(now);
            }
            else
            {
                entry.Now = EntryDepth.None;
                _tracker.Start(now);
                next = Track.Find(track, entry.EntryMs);
            }
        }

        while (next < track.Length && track[next].TimeMs <= entry.LimitMs)
        {
            var group = Track.Group(track, next);
            entry.LastMs = group[0].TimeMs;
            entry.Before = entry.Now;
            now.CopyTo(before);
            _tracker.Take(group, entry.EntryMs, ref entry.Now, now);
            Steps++;
            next += group.Length;
        }

        return entry.Now.Depth != known.Depth || entry.Now.Effect != known.Effect;
    }
}
