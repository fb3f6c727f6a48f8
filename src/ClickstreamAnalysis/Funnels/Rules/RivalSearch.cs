namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>Finds out whether a closed attempt was the best of its session and bucket when a window ended. One instance serves all entities of a task.</summary>
internal sealed class RivalSearch(RuledFunnel funnel, AttemptReplay replay, AttemptSequence sequence)
{
    /// <summary>
    /// Whether an open entry had a better attempt at the end of the window of an entry that closes. To be asked before the events of closed attempts
    /// are dropped.
    /// </summary>
    /// <param name="progress">The entity.</param>
    /// <param name="attempt">The attempt of the entry that closes, or one that closed before.</param>
    /// <param name="closing">The entry that closes.</param>
    public bool Beat(RuledProgress progress, RuledAttempt attempt, (ulong Session, ulong Held, long EntryMs) closing)
    {
        if (funnel.IsSequential)
        {
            foreach (var found in sequence.Found)
            {
                if (Beats(progress, (found.Session, found.Held, found.EntryMs), attempt, closing))
                {
                    return true;
                }
            }

            return false;
        }

        ref var open = ref progress.Open;
        for (var i = 0; i < open.Count; i++)
        {
            ref var entry = ref open[i];
            var (session, held) = open.TrackOf(i);

            // With the events up to the end it was at most as deep as now. Exclusions only ever make an attempt worse, unless they drop the entity.
            var mayBeBetter = funnel.DropsEntities || entry.Now.Depth > attempt.Depth || (entry.Now.Depth == attempt.Depth && entry.EntryMs == attempt.EntryMs);
            if (mayBeBetter && Beats(progress, (session, held, entry.EntryMs), attempt, closing))
            {
                return true;
            }
        }

        return false;
    }

    private bool Beats(
        RuledProgress progress,
        (ulong Session, ulong Held, long EntryMs) entry,
        RuledAttempt attempt,
        (ulong Session, ulong Held, long EntryMs) closing)
    {
        var endMs = closing.EntryMs + funnel.Limits.WindowMs;
        if (entry == closing || entry.EntryMs < closing.EntryMs || entry.EntryMs > endMs || entry.Session != attempt.Session
            || funnel.Limits.BucketStartMs(entry.EntryMs) != funnel.Limits.BucketStartMs(attempt.EntryMs))
        {
            return false;
        }

        var track = Track.Of(progress.Events, entry.Session, entry.Held);
        var other = replay.Of(track, entry, Math.Min(endMs, replay.LimitOf(track, entry.EntryMs)), used: null);
        return other.Effect == ExclusionEffect.DropEntity || (other.Counts && other.IsBetterThan(attempt));
    }
}
