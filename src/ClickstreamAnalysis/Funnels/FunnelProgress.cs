namespace ClickstreamAnalysis.Funnels;

/// <summary>The funnel state of one entity: step events that can still affect a result, and attempts with an outcome.</summary>
/// <remarks>
/// Attempts are in order of entry, and so in order of bucket. Within a bucket each attempt reaches a deeper step than the one before, so
/// the last is the best. An earlier attempt is kept for one of two reasons: it was the best throughout its own window and its final
/// outcome is pending; or it is first in the bucket and final, and later attempts must reach a deeper step to count.
/// </remarks>
internal sealed class FunnelProgress
{
    public StepEvents Events { get; } = new();

    public List<Attempt> Attempts { get; } = new(1);

    /// <summary>The latest entries of each depth as <see cref="BestChain"/> tracks them; null when they must be recomputed.</summary>
    public long[]? Reach { get; set; }

    /// <summary>No event or attempt is left that can affect a result.</summary>
    public bool IsEmpty => Events.Count == 0 && Attempts.Count == 0;

    /// <summary>The number of attempts that are not final.</summary>
    public int OpenAttempts => Attempts.Count(static attempt => !attempt.IsFinal);

    /// <summary>
    /// Applies stream time: marks closed attempts as final, in order, and removes everything that can no longer affect a result.
    /// </summary>
    /// <param name="rules">The limits of the funnel.</param>
    /// <param name="streamTimeMs">Stream time.</param>
    /// <param name="settled">Receives the attempts that became final.</param>
    public void Settle(FunnelRules rules, long streamTimeMs, List<Attempt> settled)
    {
        var kept = 0;
        for (var i = 0; i < Attempts.Count; i++)
        {
            var attempt = Attempts[i];
            if (!attempt.IsFinal && rules.IsOver(attempt.EntryMs, streamTimeMs))
            {
                settled.Add(attempt);
                attempt = Attempt.Settled(attempt);
            }

            var isOutdated = attempt.IsFinal && kept > 0 && Attempts[kept - 1].IsFinal
                && rules.BucketStartMs(Attempts[kept - 1].EntryMs) == rules.BucketStartMs(attempt.EntryMs);
            if (isOutdated)
            {
                kept--;
            }

            if (!attempt.IsFinal || !rules.IsOver(rules.BucketLastMs(attempt.EntryMs), streamTimeMs))
            {
                Attempts[kept++] = attempt;
            }
        }

        Attempts.RemoveRange(kept, Attempts.Count - kept);
        Events.DropBefore(streamTimeMs - rules.OpenMs);
        if (Events.Count == 0)
        {
            Reach = null;
        }
    }

    /// <summary>The next time to settle: when an attempt becomes final or memory can be freed.</summary>
    public long NextDueMs(FunnelRules rules)
    {
        var due = long.MaxValue;
        foreach (var attempt in Attempts)
        {
            if (!attempt.IsFinal)
            {
                // The first open attempt has the earliest time: entries are in order, and buckets and events are due later.
                return Math.Min(due, rules.DueMs(attempt.EntryMs));
            }

            if (rules.BucketMs != 0)
            {
                due = Math.Min(due, rules.DueMs(rules.BucketLastMs(attempt.EntryMs)));
            }
        }

        return Events.Count == 0 ? due : Math.Min(due, rules.DueMs(Events.LastMs));
    }
}
