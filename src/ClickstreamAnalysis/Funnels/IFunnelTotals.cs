using ClickstreamAnalysis.Queries;

namespace ClickstreamAnalysis.Funnels;

/// <summary>The store of a funnel's counts, as queries see it.</summary>
internal interface IFunnelTotals
{
    /// <summary>The counts in a row.</summary>
    FunnelCounts CountsOf(StoredRow row);
}
