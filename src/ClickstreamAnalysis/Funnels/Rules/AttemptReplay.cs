namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>Finds the attempt of an entry by taking its events again. One instance serves all entities of a task.</summary>
internal sealed class AttemptReplay(RuledFunnel funnel)
{
    private readonly EntryRun _run = EntryRun.Create(funnel);
    private readonly long[] _excludedMs = new long[funnel.Exclusions.Length];

    /// <summary>The work done so far, in events taken.</summary>
    public long Work { get; private set; }

    /// <summary>The attempt of an open entry.</summary>
    /// <param name="track">The events of its track.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="limitMs">The last time that may belong to the attempt, inclusive.</param>
    /// <param name="depth">How far its chains got.</param>
    public RuledAttempt Of(ReadOnlySpan<FunnelEvent> track, (ulong Session, ulong Held, long TimeMs) entry, long limitMs, EntryDepth depth)
    {
        // The chain that first takes the deepest step is the best, so the events after it need not be taken.
        _run.Start(entry.Session, entry.Held, entry.TimeMs, limitMs);
        Take(track, depth.Depth);
        return AttemptReader.Read(funnel, _run, track, depth.Effect, used: null);
    }

    /// <summary>The attempt of an entry as it is with the events up to a limit.</summary>
    /// <param name="track">The events of its track.</param>
    /// <param name="entry">The event of the entry.</param>
    /// <param name="limitMs">The limit, inclusive.</param>
    /// <param name="used">Receives the indexes of the events used; null when they are not needed.</param>
    public RuledAttempt Of(ReadOnlySpan<FunnelEvent> track, (ulong Session, ulong Held, long TimeMs) entry, long limitMs, List<int>? used)
    {
        _run.Start(entry.Session, entry.Held, entry.TimeMs, limitMs);
        Take(track, int.MaxValue);
        return AttemptReader.Read(funnel, _run, track, AttemptReader.EffectOn(funnel, _run, track), used);
    }

    /// <summary>The last time that may belong to the attempt of an entry, inclusive.</summary>
    public long LimitOf(ReadOnlySpan<FunnelEvent> track, long entryMs)
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

    private void Take(ReadOnlySpan<FunnelEvent> track, int depth)
    {
        _excludedMs.AsSpan().Fill(long.MinValue);
        for (var i = Track.Find(track, _run.EntryMs); i < track.Length && track[i].TimeMs <= _run.LimitMs && _run.Depth < depth;)
        {
            var group = Track.Group(track, i);
            _run.Extend(group, _excludedMs);
            Work += group.Length;
            Track.Note(group, _excludedMs);
            i += group.Length;
        }
    }
}
