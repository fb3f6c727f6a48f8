using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis.Funnels;

/// <summary>A step of a funnel: its name, and the predicate for its events.</summary>
internal sealed record FunnelStep<TKey, TValue>(string Name, RecordFunction<TKey, TValue, bool> Predicate)
{
    public bool IsOptional { get; init; }

    /// <summary>The longest time from the step taken before; null when only the conversion window applies.</summary>
    public TimeSpan? Within { get; init; }
}
