using ClickstreamAnalysis.Funnels;
using CsCheck;

namespace ClickstreamAnalysis.Tests.Funnels;

/// <summary>A funnel and the events of one entity in the order in which they arrive.</summary>
/// <param name="Rules">The funnel.</param>
/// <param name="Arrivals">The events. A mask of 0 stands for an event of no step, or of another entity.</param>
/// <param name="Actions">What the engine does after the event of the same index: bit 0 settles, bit 1 writes and reads the row.</param>
internal sealed record FunnelCase(FunnelRules Rules, FunnelArrival[] Arrivals, int[] Actions)
{
    /// <summary>Small times and few steps, so that ties, overlapping steps and full buckets are the rule.</summary>
    public static Gen<FunnelCase> Any(bool isWithinGrace) =>
        from steps in Gen.Int[2, 4]
        from window in Gen.Int[1, 12]
        from grace in Gen.Int[0, 6]
        from bucket in Gen.OneOf(Gen.Const(0), Gen.Const(5), Gen.Const(13))
        from events in Event(steps).Array[1, 9]
        from delays in Gen.Int[0, isWithinGrace ? grace : 25].Array[events.Length]
        from actions in Gen.Int[0, 3].Array[events.Length]
        select new FunnelCase(
            new FunnelRules(steps, window, grace, bucket, MaxEvents: 1000),
            [.. events.Zip(delays).OrderBy(pair => pair.First.TimeMs + pair.Second).Select(pair => pair.First)],
            actions);

    /// <summary>The same events in order of time.</summary>
    public FunnelCase InOrder() => this with { Arrivals = [.. Arrivals.OrderBy(arrival => arrival.TimeMs)] };

    public override string ToString() =>
        $"{Rules.Steps} steps, window {Rules.WindowMs}, grace {Rules.GraceMs}, bucket {Rules.BucketMs}: {string.Join(' ', Arrivals)} / {string.Join("", Actions)}";

    private static Gen<FunnelArrival> Event(int steps)
    {
        var one = Gen.Int[0, steps - 1].Select(step => 1u << step);
        var some = Gen.UInt[0, (1u << steps) - 1];
        return Gen.Select(Gen.Int[0, 24], Gen.Frequency((3, one), (2, some)), (time, mask) => new FunnelArrival(time, mask));
    }
}

/// <summary>An event: its time, and the steps it belongs to.</summary>
internal readonly record struct FunnelArrival(long TimeMs, uint Steps)
{
    public override string ToString()
    {
        var steps = Steps;
        return $"{TimeMs}{string.Concat(Enumerable.Range(0, 32).Where(step => (steps >> step & 1) != 0).Select(step => (char)('A' + step)))}";
    }
}
