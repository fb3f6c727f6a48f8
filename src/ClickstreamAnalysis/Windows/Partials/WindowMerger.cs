namespace ClickstreamAnalysis.Windows.Partials;

/// <summary>How aggregates of parts of a window become the window's.</summary>
/// <param name="Start">The aggregate of no events; it is neutral, so it may be merged any number of times.</param>
/// <param name="Merge">Returns the first aggregate with the second in it. The second is neither changed nor kept.</param>
internal sealed record WindowMerger<TAggregate>(Func<TAggregate> Start, Func<TAggregate, TAggregate, TAggregate> Merge);
