using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>Finds attempts that depend on earlier ones, in the order of their entries. One instance serves all entities of a task.</summary>
/// <remarks>They are computed again from the first event kept, so an event costs time in proportion to the events kept and the entries among them.</remarks>
internal sealed class AttemptSequence(RuledFunnel funnel, AttemptReplay replay)
{
    private readonly List<int> _used = [];
    private readonly List<FunnelEvent> _left = [];
    private readonly List<RuledAttempt> _found = [];

    /// <summary>The attempts found last.</summary>
    public List<RuledAttempt> Found => _found;

    /// <summary>Finds all attempts. Valid until the next call.</summary>
    public List<RuledAttempt> Find(RuledProgress progress)
    {
        Find(progress, long.MinValue);
        return _found;
    }

    /// <summary>Finds the attempts that are over by a stream time, in order of entry, and marks the events and the entries that they took.</summary>
    public RuledAttempt[] Close(RuledProgress progress, long streamTimeMs)
    {
        Find(progress, streamTimeMs);

        // A stable order, so that attempts of one track and time keep theirs.
        return [.. _found.Where(attempt => funnel.Limits.IsOver(attempt.EntryMs, streamTimeMs)).OrderBy(static attempt => attempt.EntryMs)];
    }

    private void Find(RuledProgress progress, long streamTimeMs)
    {
        _found.Clear();
        for (var start = 0; start < progress.Events.Length;)
        {
            _left.Clear();
            _left.AddRange(progress.Events.Slice(start, Track.Length(progress.Events[start..])));
            var left = CollectionsMarshal.AsSpan(_left);
            foreach (ref var candidate in left)
            {
                candidate = candidate.IsUsed ? candidate with { Steps = 0 } : candidate;
            }

            FindIn(progress, start, left, streamTimeMs);
            start += left.Length;
        }
    }

    /// <summary>Finds the attempts of one track.</summary>
    private void FindIn(RuledProgress progress, int start, Span<FunnelEvent> left, long streamTimeMs)
    {
        var (session, held) = (left[0].Session, left[0].Held);
        var blockedMs = progress.BlockedUntilMs(session, held);
        for (var i = 0; i < left.Length;)
        {
            if (left[i].TimeMs <= blockedMs || !funnel.IsEntryOf(progress, in left[i]))
            {
                i++;
                continue;
            }

            _used.Clear();
            var limitMs = replay.LimitOf(progress.Events.Slice(start, left.Length), left[i].TimeMs);
            var attempt = replay.Of(left, (session, held, left[i].TimeMs), limitMs, funnel.CountsAttempts ? _used : null);
            var isOver = streamTimeMs != long.MinValue && funnel.Limits.IsOver(attempt.EntryMs, streamTimeMs);
            _found.Add(attempt);
            foreach (var used in _used)
            {
                left[used] = left[used] with { Steps = 0 };
                if (isOver)
                {
                    progress.Kept!.MarkUsed(start + used);
                }
            }

            if (funnel.Entry == FunnelEntry.FirstEntry)
            {
                blockedMs = BlockedMs(attempt);
                if (isOver)
                {
                    progress.Block(new(session, held, blockedMs));
                }
            }

            // The loop ends, because each attempt leaves fewer events for the next one.
            Debug.Assert(!funnel.CountsAttempts || TakesItsEntry(left, attempt), "an attempt takes its entry");
            i = funnel.CountsAttempts ? i : i + 1;
        }
    }

    private bool TakesItsEntry(ReadOnlySpan<FunnelEvent> left, RuledAttempt attempt)
    {
        foreach (var used in _used)
        {
            if (left[used] is { Steps: 0 } taken && taken.TimeMs == attempt.EntryMs)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The last time that has no further entry, because this attempt took it.</summary>
    private long BlockedMs(RuledAttempt attempt) => attempt.Depth == funnel.Steps
        ? Math.Max(attempt.EntryMs - (funnel.CountsAttempts ? 1 : 0), attempt.LastMs - 1)
        : attempt.EntryMs + funnel.Limits.WindowMs;
}
