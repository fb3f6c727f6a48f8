using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis.Funnels;

/// <summary>The serdes of a funnel's results.</summary>
internal sealed class FunnelSerdes : ISerdeProvider
{
    public ISerde<T>? For<T>() =>
        (FunnelOutcome.Serde as ISerde<T>) ?? (FunnelCounts.Serde as ISerde<T>) ?? (FunnelBucket.Serde as ISerde<T>);
}
