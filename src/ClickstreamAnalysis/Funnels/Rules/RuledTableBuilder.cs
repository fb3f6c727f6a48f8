using ClickstreamAnalysis.State;
using ClickstreamAnalysis.Validation;

namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>Describes the store of a funnel whose rules go beyond the ordered best chain.</summary>
internal sealed class RuledTableBuilder<TKey>(string name, ISerde<TKey> keySerde, RuledFunnel funnel, FunnelResults results)
    : ExpiringTableBuilder<TKey, RuledProgress>(name, keySerde, new RuledProgressSerde(funnel))
    where TKey : notnull
{
    public FunnelResults Results => results;

    internal override string QueryCall => $"Funnel<{TypeName.Of(typeof(TKey))}>";

    internal override (StateStoreKind Kind, Type Value) View => (StateStoreKind.Funnel, typeof(FunnelOutcome));

    internal override TResult Accept<TResult>(StateStore store, IStateStoreVisitor<TResult> visitor) => visitor.VisitFunnel<TKey>(store);
}
