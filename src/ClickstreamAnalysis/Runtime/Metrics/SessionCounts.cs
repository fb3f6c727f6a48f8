namespace ClickstreamAnalysis;

/// <summary>The sessions of one <c>Sessionize</c> on this instance, as of the last commits. Immutable.</summary>
/// <param name="Operator">The name of the operator.</param>
/// <param name="Opened">Sessions opened since the start.</param>
/// <param name="Closed">Sessions closed since the start.</param>
/// <param name="Merged">Sessions that were merged into another one since the start.</param>
/// <param name="Open">Sessions that are open; null while those of a restored task are still being counted, in the background.</param>
public sealed record SessionCounts(string Operator, long Opened, long Closed, long Merged, long? Open);
