namespace ClickstreamAnalysis;

/// <summary>What the counts of a funnel count.</summary>
public enum FunnelCounting
{
    /// <summary>The default: entities. Each counts once in each entry bucket, by its deepest attempt there.</summary>
    Uniques,

    /// <summary>
    /// Attempts. They do not share events: in the order of their entries, each takes the earliest events that are left.
    /// </summary>
    Totals,

    /// <summary>
    /// Sessions. Each counts once in each entry bucket, by its deepest attempt there. Set by
    /// <see cref="FunnelDefinition{TKey,TValue}.PerSession(Func{TKey,TValue,string})"/>.
    /// </summary>
    Sessions,
}
