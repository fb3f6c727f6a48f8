using ClickstreamAnalysis.Funnels;
using ClickstreamAnalysis.Funnels.Rules;
using CsCheck;

namespace ClickstreamAnalysis.Tests.Funnels.Rules;

/// <summary>A funnel with any rules that a definition allows together, and the events of one entity in the order in which they arrive.</summary>
/// <param name="Funnel">The funnel.</param>
/// <param name="Arrivals">The events.</param>
/// <param name="Actions">What the engine does after the event of the same index: bit 0 settles, bit 1 writes and reads the row.</param>
internal sealed record RuledCase(RuledFunnel Funnel, FunnelEvent[] Arrivals, int[] Actions)
{
    /// <summary>Each order, entry and counting that a definition allows together.</summary>
    public static IEnumerable<TestCaseData> Rules =>
        from order in Enum.GetValues<FunnelOrder>()
        from entry in Enum.GetValues<FunnelEntry>()
        from counting in Enum.GetValues<FunnelCounting>()
        where order != FunnelOrder.AnyOrder || entry != FunnelEntry.LatestEntry
        select new TestCaseData(order, entry, counting);

    /// <summary>
    /// Small times, so that ties and windows that are met exactly are the rule. Half of the cases have no event that is out of order by more than the grace
    /// period, and the others any order in which no attempt misses an event: without a grace period, too, an event may arrive before earlier ones.
    /// </summary>
    /// <param name="order">The order of the steps.</param>
    /// <param name="entry">Which entries begin attempts.</param>
    /// <param name="counting">What is counted.</param>
    /// <param name="latestMs">The latest time of an event. The smaller it is, the more ties there are.</param>
    /// <param name="most">The maximum number of events.</param>
    public static Gen<RuledCase> Any(FunnelOrder order, FunnelEntry entry, FunnelCounting counting, int latestMs = 24, int most = 8) =>
        Drawn(order, entry, counting, (latestMs, most), (Gen.Int[2, 4], Gen.Int[1, 12], Gen.Int[0, 6]), steps => Exclusion(steps, Gen.Int[0, counting == FunnelCounting.Totals ? 1 : 2]).Array[0, 2]);

    /// <summary>
    /// Events with an exclusion, or in <see cref="FunnelOrder.Consecutive"/> foreign ones, in any order without a grace period. Times are close and windows short,
    /// so that attempts close in between, and better ones are dropped after that.
    /// </summary>
    /// <param name="order">The order of the steps.</param>
    /// <param name="entry">Which entries begin attempts.</param>
    /// <param name="counting">What is counted.</param>
    /// <param name="effect">The effect of the exclusion.</param>
    public static Gen<RuledCase> WithoutGrace(FunnelOrder order, FunnelEntry entry, FunnelCounting counting, ExclusionEffect effect) =>
        Drawn(order, entry, counting, (10, 7), (Gen.Int[2, 3], Gen.Int[1, 5], Gen.Const(0)), steps => Exclusion(steps, Gen.Const((int)effect)).Array[1]);

    private static Gen<RuledCase> Drawn(
        FunnelOrder order,
        FunnelEntry entry,
        FunnelCounting counting,
        (int LatestMs, int Most) events,
        (Gen<int> Steps, Gen<int> Window, Gen<int> Grace) limits,
        Func<int, Gen<ExclusionRule[]>> exclusionsOf) =>
        from steps in limits.Steps
        from window in limits.Window
        from grace in limits.Grace
        from bucket in Gen.OneOf(Gen.Const(0), Gen.Const(5), Gen.Const(13))
        from firstTime in Gen.Frequency((3, Gen.Const(false)), (1, Gen.Const(true)))
        from hasTracks in Gen.Bool
        from optional in Gen.UInt[0, 15]
        from windows in Gen.Int[0, 5].Array[4]
        from exclusions in exclusionsOf(steps)
        from values in Gen.OneOf(Gen.Const(0), Gen.Const(4))
        from attribution in Gen.OneOf(Gen.Const(BreakdownAttribution.First), Gen.Const(BreakdownAttribution.Last), Gen.Const(BreakdownAttribution.AtStep(2)))
        from drawn in Event(steps, hasTracks || counting == FunnelCounting.Sessions, counting, values, events.LatestMs).Array[1, events.Most]
        from longest in Gen.OneOf(Gen.Const(grace), Gen.Const(window + grace))
        from delays in Gen.Int[0, longest].Array[drawn.Length]
        from actions in Gen.Int[0, 3].Array[drawn.Length]
        let isFree = order is FunnelOrder.AnyOrder or FunnelOrder.Consecutive
        let mask = isFree ? 0 : optional & ((1u << (steps - 1)) - 2)
        let allowed = isFree ? [] : exclusions.Where(exclusion => (mask >> exclusion.After & 1) == 0 && (mask >> exclusion.Before & 1) == 0).ToArray()
        let funnel = new RuledFunnel(new FunnelRules(steps, window, grace, bucket, MaxEvents: 1000))
        {
            Order = order,
            Entry = entry,
            Counting = counting,
            IsFirstTimeOnly = firstTime && entry != FunnelEntry.LatestEntry,
            HasTracks = hasTracks || counting == FunnelCounting.Sessions,
            Optional = mask,
            StepWindowsMs = [.. Enumerable.Range(0, steps).Select(step => isFree || step == 0 || windows[step] == 0 ? long.MaxValue : windows[step])],
            Exclusions = allowed,
            DropsEntities = allowed.Any(exclusion => exclusion.Effect == ExclusionEffect.DropEntity),
            Values = values,
            Attribution = order == FunnelOrder.AnyOrder && attribution.Step > 0 ? BreakdownAttribution.Last : attribution,
        }
        select new RuledCase(
            funnel,
            InTime(funnel, drawn.Select(made => made with { Exclusions = made.Exclusions & ((1u << funnel.Exclusions.Length) - 1) })
                .Where(made => made.Steps != 0 || made.Exclusions != 0 || funnel.SeesForeign)
                .Zip(delays).OrderBy(pair => pair.First.TimeMs + pair.Second).Select(pair => pair.First)),
            actions);

    public RuledCase InOrder() => this with { Arrivals = [.. Arrivals.OrderBy(arrival => arrival.TimeMs)] };

    public override string ToString()
    {
        var exclusions = string.Join(' ', Funnel.Exclusions.Select(exclusion => $"{exclusion.After}-{exclusion.Before} {exclusion.Effect}"));
        var windows = string.Join(' ', Funnel.StepWindowsMs.Select(window => window == long.MaxValue ? "-" : $"{window}"));
        return $"{Funnel.Form} steps {Funnel.Steps}, window {Funnel.Limits.WindowMs}, grace {Funnel.Limits.GraceMs}, bucket {Funnel.Limits.BucketMs}, step windows {windows}, "
            + $"attribution {Funnel.Attribution.Step}, exclusions [{exclusions}]: {string.Join(' ', Arrivals.Select(Text))} / {string.Join("", Actions)}";
    }

    /// <summary>Leaves out each event that is late, or arrives after the end of an attempt that it may belong to.</summary>
    private static FunnelEvent[] InTime(RuledFunnel funnel, IEnumerable<FunnelEvent> arrivals)
    {
        var (inTime, streamTimeMs) = (new List<FunnelEvent>(), long.MinValue);
        foreach (var arrival in arrivals)
        {
            streamTimeMs = Math.Max(streamTimeMs, arrival.TimeMs);
            var misses = inTime.Append(arrival).Any(entry => (entry == arrival || funnel.IsEntry(entry.Steps)) && funnel.Limits.IsOver(entry.TimeMs, streamTimeMs)
                && entry.TimeMs <= arrival.TimeMs && arrival.TimeMs - entry.TimeMs <= funnel.Limits.WindowMs);
            if (!misses)
            {
                inTime.Add(arrival);
            }
        }

        return [.. inTime];
    }

    private static string Text(FunnelEvent made) =>
        $"{made.TimeMs}{string.Concat(Enumerable.Range(0, 4).Where(step => (made.Steps >> step & 1) != 0).Select(step => (char)('A' + step)))}"
        + $"{string.Concat(Enumerable.Range(0, 2).Where(i => (made.Exclusions >> i & 1) != 0).Select(i => (char)('X' + i)))}"
        + $"{(made.Session == 0 ? "" : $"/s{made.Session}")}{(made.Held == 0 ? "" : $"/h{made.Held}")}{(made.Value == 0 ? "" : $"={made.Value}")}";

    private static Gen<ExclusionRule> Exclusion(int steps, Gen<int> effects) =>
        from after in Gen.Int[0, steps - 2]
        from before in Gen.Int[after + 1, steps - 1]
        from effect in effects
        select new ExclusionRule(after, before, (ExclusionEffect)effect);

    private static Gen<FunnelEvent> Event(int steps, bool hasTracks, FunnelCounting counting, int values, int latestMs) =>
        from time in Gen.Int[0, latestMs]
        from mask in Gen.Frequency((4, Gen.Int[0, steps - 1].Select(step => 1u << step)), (2, Gen.UInt[0, (1u << steps) - 1]), (1, Gen.Const(0u)))
        from exclusions in Gen.Frequency((2, Gen.Const(0u)), (1, Gen.UInt[1, 3]))
        from held in Gen.Int[0, hasTracks ? 1 : 0]
        from session in Gen.Int[0, counting == FunnelCounting.Sessions ? 1 : 0]
        from value in Gen.Int[0, Math.Max(0, values - 1)]
        select new FunnelEvent((ulong)session, (ulong)held, time, value, mask, exclusions);
}
