namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>
/// Follows the open entries of an entity, and finds the best of them. For attempts that do not depend on earlier ones. One instance serves all
/// entities of a task.
/// </summary>
/// <remarks>
/// An event costs time in proportion to the entries whose window it is in and whose chains got far enough for its steps and exclusions. One out of
/// order costs these entries the events after it, or after the entry if it is before the latest event that changed how far the chains got.
/// An attempt itself is found only when it may have become the best.
/// </remarks>
internal sealed class EntrySearch(RuledFunnel funnel, DepthTracker tracker, OpenEntryLayout layout, AttemptReplay replay, SpareRoom spare)
{
    private readonly List<(int Index, long BucketStartMs)> _best = [];
    private readonly List<int> _over = [];
    private readonly List<RuledAttempt> _found = [];
    private readonly StepReach _reach = new(funnel);
    private readonly long[] _cells = new long[FunnelDefinition<int, int>.MaxSteps];
    private bool _isOtherChain;

    /// <summary>The work done so far, in events taken by an entry.</summary>
    public long Work { get; private set; }

    /// <summary>Brings the open entries up to date with an event that was added.</summary>
    /// <returns>Whether an attempt may have changed.</returns>
    public bool Update(RuledProgress progress, in FunnelEvent added, bool isRebuilt)
    {
        _isOtherChain = !progress.Open.IsBuilt || isRebuilt;
        if (_isOtherChain)
        {
            Build(progress);
            return true;
        }

        ref var open = ref progress.Open;
        var isEntry = funnel.IsEntryOf(progress, in added) && Insert(ref open, in added);
        var depth = _reach.DepthFor(added.Steps, added.Exclusions);
        var endsBefore = isEntry && funnel.Entry == FunnelEntry.LatestEntry;
        var (from, to) = EntriesOf(in open, in added, isOwnOnly: depth == int.MaxValue && !endsBefore);
        if (from == to)
        {
            return false;
        }

        var track = TrackOf(progress, added.Session, added.Held);
        var index = Track.Find(track, added.TimeMs);
        var isChanged = false;
        for (var i = from; i < to - (isEntry ? 1 : 0); i++)
        {
            var mayTake = open[i].Now.Depth >= depth || open[i].EntryMs == added.TimeMs || endsBefore;
            isChanged |= mayTake && added.TimeMs <= LimitMs(in open, i) && Take(in open, i, track, index);
        }

        if (isEntry)
        {
            // The entry is the last of those whose window the event is in.
            Take(in open, to - 1, track, index);
            isChanged |= !IsBehind(in open, to - 1);
        }

        return isChanged || _isOtherChain;
    }

    /// <summary>The entries whose window an event is in: the index of the first, and the index after the last.</summary>
    /// <param name="open">The entries.</param>
    /// <param name="added">The event.</param>
    /// <param name="isOwnOnly">Whether only the entry at the time of the event is looked for.</param>
    private (int From, int To) EntriesOf(in OpenEntries open, in FunnelEvent added, bool isOwnOnly)
    {
        var to = added.TimeMs == long.MaxValue ? open.Count : open.Find(added.Session, added.Held, added.TimeMs + 1);
        if (isOwnOnly)
        {
            return (to > 0 && open.IsAt(to - 1, added.Session, added.Held, added.TimeMs) ? to - 1 : to, to);
        }

        var earliestMs = added.TimeMs < long.MinValue + funnel.Limits.WindowMs ? long.MinValue : added.TimeMs - funnel.Limits.WindowMs;
        return (open.Find(added.Session, added.Held, earliestMs), to);
    }

    /// <summary>
    /// Finds the best open attempt of each session and bucket, unless the closed one is better, and those that drop the entity. Valid until the
    /// next call.
    /// </summary>
    public List<RuledAttempt> Find(RuledProgress progress)
    {
        _found.Clear();
        _best.Clear();
        if (progress.Events.IsEmpty)
        {
            return _found;
        }

        ref var open = ref Built(progress);
        for (var i = 0; i < open.Count; i++)
        {
            ref var entry = ref open[i];
            if (entry.Now.Effect is { } effect and not ExclusionEffect.CapAttempt)
            {
                if (effect == ExclusionEffect.DropEntity)
                {
                    _found.Add(Read(progress, i));
                }

                continue;
            }

            var at = _best.Count - 1;
            while (at >= 0 && !IsSamePlace(in open, i, _best[at].Index, _best[at].BucketStartMs))
            {
                at--;
            }

            if (at < 0)
            {
                _best.Add((i, funnel.Limits.BucketStartMs(entry.EntryMs)));
            }
            else if (IsBetter(in entry, in open[_best[at].Index]))
            {
                _best[at] = (i, _best[at].BucketStartMs);
            }
        }

        foreach (var (index, _) in _best)
        {
            // Most of a returning entity's attempts are no better than its closed one, and need not be read.
            if (progress.CanSettle(funnel, index))
            {
                _found.Add(Read(progress, index));
            }
        }

        return _found;
    }

    /// <summary>The indexes of the entries whose attempts are over, in order of entry. Valid until the next call.</summary>
    public List<int> Over(RuledProgress progress, long streamTimeMs)
    {
        _isOtherChain = false;
        _over.Clear();
        if (progress.Events.IsEmpty)
        {
            return _over;
        }

        ref var open = ref Built(progress);
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
            _over.Sort((one, other) => (progress.Open[one].EntryMs, one).CompareTo((progress.Open[other].EntryMs, other)));
        }

        return _over;
    }

    /// <summary>The attempt of an open entry. It has no steps if it drops the entity.</summary>
    public RuledAttempt Read(RuledProgress progress, int index)
    {
        ref var entry = ref progress.Open[index];
        var (session, held) = progress.Open.TrackOf(index);
        var isDropped = entry.Now.Effect == ExclusionEffect.DropEntity;
        for (var i = 0; i < progress.Counted.Count; i++)
        {
            var known = progress.Counted[i];

            // The chain that first took a step is the best, whatever follows in order.
            var isSame = !known.IsFinal && known.EntryMs == entry.EntryMs && known.Held == held && known.Session == session
                && known.Effect == entry.Now.Effect && known.Depth == (isDropped ? 0 : entry.Now.Depth);
            if (isSame && (isDropped || !_isOtherChain))
            {
                return known;
            }
        }

        return isDropped
            ? new(session, held, entry.EntryMs, 0, [], RuledFunnel.NoValue, ExclusionEffect.DropEntity, IsFinal: false)
            : replay.Of(TrackOf(progress, session, held), (session, held, entry.EntryMs), LimitMs(in progress.Open, index), entry.Now);
    }

    private static bool IsBetter(in OpenEntry entry, in OpenEntry other) =>
        entry.Now.Depth != other.Now.Depth ? entry.Now.Depth > other.Now.Depth : entry.EntryMs < other.EntryMs;

    /// <summary>Whether the entry before is at least as good, so that this one changes nothing.</summary>
    private bool IsBehind(in OpenEntries open, int index) =>
        index > 0 && open[index].Now.Effect is null && open[index - 1].Now.Effect is null && !IsBetter(in open[index], in open[index - 1])
        && open.TrackOf(index) == open.TrackOf(index - 1) && IsSamePlace(in open, index, index - 1, funnel.Limits.BucketStartMs(open[index - 1].EntryMs));

    private bool IsSamePlace(in OpenEntries open, int index, int other, long bucketStartMs) => open.TrackOf(index).Session == open.TrackOf(other).Session
        && (funnel.Limits.BucketMs == 0 || (open[index].EntryMs >= bucketStartMs && open[index].EntryMs - bucketStartMs < funnel.Limits.BucketMs));

    private ref OpenEntries Built(RuledProgress progress)
    {
        if (!progress.Open.IsBuilt)
        {
            Build(progress);
        }

        return ref progress.Open;
    }

    /// <summary>The events of a track. Without tracks these are all events, none of which is read here.</summary>
    private ReadOnlySpan<FunnelEvent> TrackOf(RuledProgress progress, ulong session, ulong held) =>
        funnel.HasTracks ? Track.Of(progress.Events, session, held) : progress.Events;

    private void Build(RuledProgress progress)
    {
        ref var open = ref progress.Open;
        open.Start(layout);
        for (var events = progress.Events; !events.IsEmpty;)
        {
            var track = events[..Track.Length(events)];
            var from = open.Count;
            foreach (ref readonly var candidate in track)
            {
                if (funnel.IsEntryOf(progress, in candidate))
                {
                    Insert(ref open, in candidate);
                }
            }

            for (var i = from; i < open.Count; i++)
            {
                Take(in open, i, track, Track.Find(track, open[i].EntryMs));
            }

            events = events[track.Length..];
        }
    }

    /// <summary>Inserts an entry, unless there is one of its time.</summary>
    private bool Insert(ref OpenEntries open, in FunnelEvent entry)
    {
        var at = open.Find(entry.Session, entry.Held, entry.TimeMs);
        if (open.IsAt(at, entry.Session, entry.Held, entry.TimeMs))
        {
            return false;
        }

        open.Insert(at, entry.Session, entry.Held, entry.TimeMs, spare.Entries);
        tracker.Start(open.CellsNow(at));
        return true;
    }

    /// <summary>The last time that may belong to the attempt of an entry, inclusive.</summary>
    private long LimitMs(in OpenEntries open, int index)
    {
        var limitMs = open[index].EntryMs + funnel.Limits.WindowMs;
        var isEnded = funnel.Entry == FunnelEntry.LatestEntry && index + 1 < open.Count && open.TrackOf(index + 1) == open.TrackOf(index);
        return isEnded ? Math.Min(limitMs, open[index + 1].EntryMs) : limitMs;
    }

    /// <summary>Takes the events of a track from an event on that was added, and events before it that must be taken again.</summary>
    /// <returns>Whether the attempt has changed.</returns>
    private bool Take(in OpenEntries open, int index, ReadOnlySpan<FunnelEvent> track, int next)
    {
        ref var entry = ref open[index];
        var now = open.CellsNow(index);
        var known = entry.Now;
        var timeMs = track[next].TimeMs;
        if (known.Depth != 0 && timeMs <= entry.ChangedMs)
        {
            // Also when a new entry ends the attempt before events that it has taken.
            _isOtherChain = true;
            if (timeMs == entry.ChangedMs)
            {
                entry.Now = entry.Before;
                open.CellsBefore(index).CopyTo(now);
            }
            else
            {
                entry.Now = default;
                tracker.Start(now);
                next = Track.Find(track, entry.EntryMs);
            }
        }

        var limitMs = LimitMs(in open, index);
        while (next < track.Length && track[next].TimeMs <= limitMs)
        {
            var group = Track.Group(track, next);
            Take(ref entry, group, now, open.CellsBefore(index));
            next += group.Length;
        }

        return entry.Now != known;
    }

    /// <summary>Takes the events of one time, and notes how far the chains got before them if they get farther.</summary>
    private void Take(ref OpenEntry entry, ReadOnlySpan<FunnelEvent> group, Span<long> now, Span<long> before)
    {
        var depth = entry.Now;
        var cells = _cells.AsSpan(0, now.Length);
        now.CopyTo(cells);
        tracker.Take(group, entry.EntryMs, ref entry.Now, now);
        Work += group.Length;
        if (entry.Now != depth || !now.SequenceEqual(cells))
        {
            entry.ChangedMs = group[0].TimeMs;
            entry.Before = depth;
            cells.CopyTo(before);
        }
    }
}
