using System.Collections.Immutable;

namespace ClickstreamAnalysis.Funnels;

/// <summary>Describes the store of a funnel's counts: a number for each step.</summary>
internal sealed class StepTotalsTableBuilder(string name, ImmutableArray<string> steps)
    : FunnelTotalsTableBuilder<long[]>(name, new StepNumbersSerde(steps.Length))
{
    public override long[] Zero() => new long[steps.Length];

    public override void Add(long[] totals, long[] changes)
    {
        for (var step = 0; step < totals.Length; step++)
        {
            totals[step] += changes[step];
        }
    }

    public override FunnelCounts CountsOf(FunnelBucket bucket, long[] totals) =>
        new(bucket, [.. steps.Select((step, i) => new FunnelStepCount(step, totals[i]))]);
}
