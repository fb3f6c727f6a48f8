namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>
/// Follows how deep the chains from an entry get, without keeping the chains: only what decides which steps they can take next, in a few
/// numbers (cells) for each entry. One instance serves all entities of a task.
/// </summary>
internal abstract class DepthTracker
{
    /// <summary>The number of cells of an entry.</summary>
    public abstract int Cells { get; }

    /// <summary>Sets the cells of an entry that has taken no events.</summary>
    public abstract void Start(Span<long> cells);

    /// <summary>Takes the events of one time, which is after all times so far and within the limit of the entry.</summary>
    /// <param name="group">The events of this time.</param>
    /// <param name="entryMs">The time of the entry.</param>
    /// <param name="depth">How far the chains got.</param>
    /// <param name="cells">The cells of the entry.</param>
    public abstract void Take(ReadOnlySpan<FunnelEvent> group, long entryMs, ref EntryDepth depth, Span<long> cells);

    public static DepthTracker Create(RuledFunnel funnel) => funnel.Order switch
    {
        FunnelOrder.Consecutive => new ConsecutiveDepth(funnel),
        FunnelOrder.AnyOrder => new AnyOrderDepth(funnel),
        _ => new OrderedDepth(funnel),
    };

    /// <summary>The mask of the first steps.</summary>
    protected static uint First(int steps) => (uint)((1UL << steps) - 1);
}
