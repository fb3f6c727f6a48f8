using ClickstreamAnalysis.Queries;
using ClickstreamAnalysis.State;

namespace ClickstreamAnalysis.Funnels;

/// <summary>Describes the store of a funnel's counts, and how they are summed. The counts of a bucket are numbers of one form or another.</summary>
internal abstract class FunnelTotalsTableBuilder<TNumbers>(string name, ISerde<TNumbers> serde)
    : ExpiringTableBuilder<FunnelBucket, TNumbers>(name, FunnelBucket.Serde, serde), IFunnelTotals
{
    internal override string QueryCall => nameof(StateViewFunnels.FunnelCounts);

    internal override (StateStoreKind Kind, Type Value) View => (StateStoreKind.FunnelCounts, typeof(FunnelCounts));

    internal override TResult Accept<TResult>(StateStore store, IStateStoreVisitor<TResult> visitor) => visitor.VisitFunnelCounts(store);

    /// <summary>The numbers of a bucket that nothing is known of.</summary>
    public abstract TNumbers Zero();

    /// <summary>Adds changes to the numbers of a bucket, in place.</summary>
    public abstract void Add(TNumbers totals, TNumbers changes);

    /// <summary>The counts of a bucket.</summary>
    public abstract FunnelCounts CountsOf(FunnelBucket bucket, TNumbers totals);

    public FunnelCounts CountsOf(StoredRow row) => CountsOf(row.KeyAs(KeySerde), row.TimedValueAs(StateSerde));
}
