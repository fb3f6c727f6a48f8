using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis.Funnels;

/// <summary>Provides the serdes of funnel results.</summary>
internal sealed class FunnelSerdes : ISerdeProvider
{
    public ISerde<T>? For<T>() =>
        (FunnelOutcome.Serde as ISerde<T>) ?? (FunnelCounts.Serde as ISerde<T>) ?? (FunnelBucket.Serde as ISerde<T>);
}
