using ClickstreamAnalysis.Funnels.Rules;

namespace ClickstreamAnalysis.Tests.Funnels.Rules;

/// <summary>The rules of a funnel taken at their word, over all events at once: tries every chain of single events.</summary>
internal sealed class RuledReference(RuledFunnel funnel, IEnumerable<FunnelEvent> events)
{
    private readonly FunnelEvent[] _events = [.. events.OrderBy(made => made)];

    /// <summary>What counts in the end.</summary>
    public List<ReferenceAttempt> Counted()
    {
        var all = Attempts();
        if (funnel.CountsAttempts)
        {
            return [.. all.Where(attempt => !attempt.IsDropped)];
        }

        return [.. all.GroupBy(PlaceOf).Where(place => !place.Any(attempt => attempt.Effect == ExclusionEffect.DropEntity))
            .Select(place => place.Where(attempt => !attempt.IsDropped).OrderByDescending(attempt => attempt.Depth).ThenBy(attempt => attempt.EntryMs).ThenBy(attempt => attempt.Held).FirstOrDefault())
            .OfType<ReferenceAttempt>()];
    }

    /// <summary>
    /// The attempts that get a final outcome: those that are the best of the closed and open ones at the end of their own window, or at the end of a later
    /// one, because a better attempt was dropped by then.
    /// </summary>
    public List<ReferenceAttempt> Finals() => funnel.CountsAttempts
        ? Counted()
        : [.. Attempts().SelectMany(ended => new RuledReference(funnel, _events.Where(made => made.TimeMs <= ended.EntryMs + funnel.Limits.WindowMs))
            .Counted().Where(best => PlaceOf(best) == PlaceOf(ended) && best.EntryMs <= ended.EntryMs))
            .DistinctBy(final => (final.Session, final.Held, final.EntryMs))];

    private (ulong Session, long Bucket) PlaceOf(ReferenceAttempt attempt) => (attempt.Session, funnel.Limits.BucketStartMs(attempt.EntryMs));

    private bool IsEntry(FunnelEvent made) => funnel.Order == FunnelOrder.AnyOrder ? made.Steps != 0 : (made.Steps & 1) != 0;

    private List<ReferenceAttempt> Attempts()
    {
        var firstMs = _events.Where(IsEntry).Select(made => made.TimeMs).DefaultIfEmpty(long.MaxValue).Min();
        var attempts = new List<ReferenceAttempt>();
        foreach (var track in _events.GroupBy(made => (made.Session, made.Held)))
        {
            var all = track.ToArray();
            var used = new HashSet<int>();
            var tried = new HashSet<long>();
            var freeFromMs = long.MinValue;
            for (var i = 0; i < all.Length; i++)
            {
                var entryMs = all[i].TimeMs;
                var isNew = funnel.CountsAttempts ? !used.Contains(i) : !tried.Contains(entryMs);
                if (!IsEntry(all[i]) || !isNew || entryMs < freeFromMs || (funnel.IsFirstTimeOnly && entryMs != firstMs))
                {
                    continue;
                }

                tried.Add(entryMs);
                var attempt = AttemptFrom(all, entryMs, used);
                attempts.Add(attempt);
                if (funnel.CountsAttempts)
                {
                    used.UnionWith(attempt.Events);
                }

                if (funnel.Entry == FunnelEntry.FirstEntry)
                {
                    // A complete attempt has ended with its last step, any other ends with its window.
                    freeFromMs = attempt.Depth == funnel.Steps ? attempt.TimesMs[^1] : entryMs + funnel.Limits.WindowMs + 1;
                }

                // Another event of this time may be the one that was used: look at this one again.
                i -= funnel.CountsAttempts && !used.Contains(i) ? 1 : 0;
            }
        }

        return attempts;
    }

    private ReferenceAttempt AttemptFrom(FunnelEvent[] track, long entryMs, HashSet<int> used)
    {
        var limitMs = entryMs + funnel.Limits.WindowMs;
        if (funnel.Entry == FunnelEntry.LatestEntry)
        {
            limitMs = track.Where(made => IsEntry(made) && made.TimeMs > entryMs).Select(made => made.TimeMs).Append(limitMs).Min();
        }

        var chains = (funnel.Order == FunnelOrder.AnyOrder ? AnyOrder(track, entryMs, limitMs, used) : InOrder([], track, entryMs, limitMs, used)).ToArray();
        var best = chains.Order(Comparer<(int Step, int Event)[]>.Create((a, b) => Compare(a, b, track))).First();
        var depth = best[^1].Step + 1;
        var latestMs = chains.Where(chain => chain[^1].Step + 1 == depth).Max(chain => track[chain[^1].Event].TimeMs);
        var effects = funnel.Exclusions.Where((exclusion, i) => exclusion.After < depth && depth <= exclusion.Before
            && track.Any(made => (made.Exclusions >> i & 1) != 0 && made.TimeMs > latestMs && made.TimeMs <= limitMs)).Select(exclusion => exclusion.Effect).ToArray();
        var attributed = funnel.Attribution.Step switch
        {
            0 => best[0].Event,
            -1 => best[^1].Event,
            var step => best.Where(part => part.Step == step - 1).Select(part => part.Event).Append(-1).First(),
        };
        return new(
            track[0].Session, track[0].Held, entryMs, [.. best.Select(part => part.Step)], [.. best.Select(part => track[part.Event].TimeMs)], [.. best.Select(part => part.Event)],
            funnel.Values == 0 || attributed < 0 ? 0 : track[attributed].Value, effects.Length == 0 ? null : effects.Max());
    }

    /// <summary>Deepest, reached first, most steps, earliest times, earlier optional steps, and of equal events the first.</summary>
    private static int Compare((int Step, int Event)[] a, (int Step, int Event)[] b, FunnelEvent[] track)
    {
        long[] Key((int Step, int Event)[] chain) => [-chain[^1].Step, track[chain[^1].Event].TimeMs, -chain.Length];
        var order = Key(a).AsSpan().SequenceCompareTo(Key(b));
        order = order != 0 ? order : a.Select(part => track[part.Event].TimeMs).ToArray().AsSpan().SequenceCompareTo(b.Select(part => track[part.Event].TimeMs).ToArray());
        order = order != 0 ? order : a.Select(part => part.Step).ToArray().AsSpan().SequenceCompareTo(b.Select(part => part.Step).ToArray());
        return order != 0 ? order : a.Select(part => part.Event).ToArray().AsSpan().SequenceCompareTo(b.Select(part => part.Event).ToArray());
    }

    private IEnumerable<(int Step, int Event)[]> InOrder((int Step, int Event)[] chain, FunnelEvent[] track, long entryMs, long limitMs, HashSet<int> used)
    {
        var last = chain.Length == 0 ? -1 : chain[^1].Step;
        for (var step = last + 1; step < funnel.Steps; step++)
        {
            for (var i = 0; i < track.Length; i++)
            {
                var fits = !used.Contains(i) && (track[i].Steps >> step & 1) != 0 && track[i].TimeMs <= limitMs
                    && (chain.Length == 0 ? track[i].TimeMs == entryMs : Follows(chain, step, i, track));
                if (!fits)
                {
                    continue;
                }

                (int Step, int Event)[] longer = [.. chain, (step, i)];
                if (funnel.Order == FunnelOrder.Consecutive && !IsRun(longer, track))
                {
                    continue;
                }

                yield return longer;
                foreach (var evenLonger in InOrder(longer, track, entryMs, limitMs, used))
                {
                    yield return evenLonger;
                }
            }

            if ((funnel.Optional >> step & 1) == 0)
            {
                yield break;
            }
        }
    }

    private bool Follows((int Step, int Event)[] chain, int step, int next, FunnelEvent[] track)
    {
        var (lastStep, last) = chain[^1];
        var (lastMs, nextMs) = (track[last].TimeMs, track[next].TimeMs);
        var isInOrder = funnel.Order switch
        {
            FunnelOrder.StrictlyIncreasing => nextMs > lastMs,
            FunnelOrder.ReuseEvents => nextMs >= lastMs,
            _ => nextMs >= lastMs && !chain.Any(part => part.Event == next),
        };
        var isExcluded = funnel.Exclusions.Where((exclusion, i) => exclusion.After <= lastStep && lastStep < exclusion.Before
            && track.Any(made => (made.Exclusions >> i & 1) != 0 && made.TimeMs > lastMs && made.TimeMs < nextMs)).Any();
        return isInOrder && !isExcluded && (funnel.StepWindowsMs[step] == long.MaxValue || nextMs - lastMs <= funnel.StepWindowsMs[step]);
    }

    /// <summary>Whether no event lies between the first and the last of the chain, other than at their times.</summary>
    private static bool IsRun((int Step, int Event)[] chain, FunnelEvent[] track) => Enumerable.Range(0, track.Length).All(i =>
        track[i].TimeMs <= track[chain[0].Event].TimeMs || track[i].TimeMs >= track[chain[^1].Event].TimeMs || chain.Any(part => part.Event == i));

    /// <summary>All sets of events that can fill different steps; the n-th event takes the n-th step.</summary>
    private IEnumerable<(int Step, int Event)[]> AnyOrder(FunnelEvent[] track, long entryMs, long limitMs, HashSet<int> used)
    {
        var open = Enumerable.Range(0, track.Length).Where(i => !used.Contains(i) && track[i].Steps != 0 && track[i].TimeMs >= entryMs && track[i].TimeMs <= limitMs).ToArray();
        for (var set = 1; set < 1 << open.Length; set++)
        {
            var chosen = open.Where((_, i) => (set >> i & 1) != 0).ToArray();
            if (track[chosen[0]].TimeMs == entryMs && CanFill(chosen, 0, 0, track))
            {
                yield return [.. chosen.Select((made, i) => (i, made))];
            }
        }
    }

    private bool CanFill(int[] chosen, int next, uint filled, FunnelEvent[] track) => next == chosen.Length || Enumerable.Range(0, funnel.Steps).Any(step =>
        (track[chosen[next]].Steps >> step & 1) != 0 && (filled >> step & 1) == 0 && CanFill(chosen, next + 1, filled | 1u << step, track));
}

internal sealed record ReferenceAttempt(ulong Session, ulong Held, long EntryMs, int[] Steps, long[] TimesMs, int[] Events, int Value, ExclusionEffect? Effect)
{
    public int Depth => Steps[^1] + 1;

    public bool IsDropped => Effect is ExclusionEffect.DropAttempt or ExclusionEffect.DropEntity;

    public override string ToString() => $"{Session}/{Held} {string.Join(' ', Steps.Zip(TimesMs).Select(part => $"{part.First + 1}@{part.Second}"))} ={Value}";
}
