namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>Describes the store of the counts of a funnel whose rules go beyond the ordered best chain.</summary>
internal sealed class TallyTableBuilder(string name, TallyLayout layout)
    : FunnelTotalsTableBuilder<FunnelTally>(name, new FunnelTallySerde(layout))
{
    public override FunnelTally Zero() => new();

    public override void Add(FunnelTally totals, FunnelTally changes) => totals.Add(changes);

    public override FunnelCounts CountsOf(FunnelBucket bucket, FunnelTally totals) => layout.CountsOf(bucket, totals);
}
