namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>How far the chains from one entry got.</summary>
/// <param name="Depth">The number of the deepest step; 0 before the events of the entry were taken.</param>
/// <param name="LatestMs">The latest time at which the deepest step could be taken.</param>
/// <param name="Effect">The effect of the exclusion events after that time; null when there is none.</param>
internal readonly record struct EntryDepth(int Depth, long LatestMs, ExclusionEffect? Effect)
{
    public static EntryDepth None { get; } = new(0, long.MinValue, null);
}
