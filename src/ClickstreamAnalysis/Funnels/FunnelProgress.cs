namespace ClickstreamAnalysis.Funnels;

/// <summary>What a funnel knows of one entity: step events that may still matter, and the attempts worth an outcome.</summary>
/// <remarks>
/// Attempts are in order of entry, and so in order of bucket; within a bucket each goes deeper than the one before. The last of
/// a bucket is its best. One before it is there because it was the best throughout its own window and has no final outcome
/// yet; or, at the front, because it is final and later ones must go deeper to count.
/// </remarks>
internal sealed class FunnelProgress
{
    public StepEvents Events { get; } = new();

    public List<Attempt> Attempts { get; } = new(1);

    /// <summary>What <see cref="BestChain"/> works out of the events as they come; null when that is still to do.</summary>
    public long[]? Reach { get; set; }

    /// <summary>Nothing is left that could ever matter.</summary>
    public bool IsEmpty => Events.Count == 0 && Attempts.Count == 0;

    /// <summary>Attempts that are not final.</summary>
    public int OpenAttempts => Attempts.Count(static attempt => !attempt.IsFinal);

    /// <summary>
    /// Takes note of stream time: attempts whose time is over become final, in order, and what cannot matter any more is
    /// forgotten.
    /// </summary>
    /// <param name="rules">The funnel.</param>
    /// <param name="streamTimeMs">Stream time.</param>
    /// <param name="settled">Gets the attempts that became final.</param>
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

    /// <summary>When to settle next: an attempt is due to be final, or memory is due to be freed.</summary>
    public long NextDueMs(FunnelRules rules)
    {
        var due = long.MaxValue;
        foreach (var attempt in Attempts)
        {
            if (!attempt.IsFinal)
            {
                // The first of these is the earliest of all: entries come in order, and buckets and events last longer.
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
