using ClickstreamAnalysis.State;

namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>Describes the store of the counts of a funnel whose rules go beyond the ordered best chain.</summary>
internal sealed class TallyTableBuilder(string name, TallyLayout layout)
    : ExpiringTableBuilder<FunnelBucket, FunnelTally>(name, FunnelBucket.Serde, new FunnelTallySerde(layout))
{
    internal override string QueryCall => nameof(StateViewFunnels.FunnelCounts);

    /// <summary>The counts of a bucket.</summary>
    public FunnelCounts CountsOf(FunnelBucket bucket, FunnelTally tally) => layout.CountsOf(bucket, tally);
}
