namespace ClickstreamAnalysis.Windows.Partials;

/// <summary>What one task has aggregated for one key since its last commit, from events that belong to the same windows.</summary>
/// <param name="LastStartMs">The start of the last of these windows; the others start an advance earlier each.</param>
/// <param name="Windows">The number of windows: at least 1.</param>
/// <param name="Events">The number of events: at least 1.</param>
/// <param name="Value">Their aggregate.</param>
internal readonly record struct WindowPartial<TAggregate>(long LastStartMs, int Windows, long Events, TAggregate Value);
