namespace ClickstreamAnalysis.Funnels;

/// <summary>A step of a funnel: a name, and which events belong to it.</summary>
internal sealed record FunnelStep<TKey, TValue>(string Name, Func<TKey, TValue, bool> Predicate);
