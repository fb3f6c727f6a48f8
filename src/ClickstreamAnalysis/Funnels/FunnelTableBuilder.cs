using ClickstreamAnalysis.State;
using ClickstreamAnalysis.Validation;

namespace ClickstreamAnalysis.Funnels;

/// <summary>Describes the store of <c>Funnel</c>: the progress of each entity.</summary>
internal sealed class FunnelTableBuilder<TKey>(string name, ISerde<TKey> keySerde, FunnelRules rules)
    : ExpiringTableBuilder<TKey, FunnelProgress>(name, keySerde, new FunnelProgressSerde(rules.Steps))
    where TKey : notnull
{
    public FunnelRules Rules => rules;

    internal override string QueryCall => $"Funnel<{TypeName.Of(typeof(TKey))}>";

    internal override (StateStoreKind Kind, Type Value) View => (StateStoreKind.Funnel, typeof(FunnelOutcome));

    internal override TResult Accept<TResult>(StateStore store, IStateStoreVisitor<TResult> visitor) => visitor.VisitFunnel<TKey>(store);
}
