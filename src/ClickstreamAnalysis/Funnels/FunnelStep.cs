using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis.Funnels;

/// <summary>A step of a funnel: its name, and which events belong to it.</summary>
internal sealed record FunnelStep<TKey, TValue>(string Name, RecordFunction<TKey, TValue, bool> Predicate);
