using System.Collections.Immutable;
using ClickstreamAnalysis.State;

namespace ClickstreamAnalysis.Funnels;

/// <summary>Describes the store of a funnel's counts.</summary>
internal sealed class FunnelTotalsTableBuilder(string name, ImmutableArray<string> steps)
    : ExpiringTableBuilder<FunnelBucket, long[]>(name, FunnelBucket.Serde, new StepNumbersSerde(steps.Length))
{
    internal override string QueryCall => nameof(StateViewFunnels.FunnelCounts);

    /// <summary>The counts of a bucket.</summary>
    public FunnelCounts CountsOf(FunnelBucket bucket, long[] totals) =>
        new(bucket, [.. steps.Select((step, i) => new FunnelStepCount(step, totals[i]))]);
}
