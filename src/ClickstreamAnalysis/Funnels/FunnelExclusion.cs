using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis.Funnels;

/// <summary>An exclusion of a funnel, with the code of its predicate, so that a step with the same code is found.</summary>
internal sealed record FunnelExclusion<TKey, TValue>(
    string Name, RecordFunction<TKey, TValue, bool> Predicate, Delegate Code, string After, string Before, ExclusionEffect Effect);
