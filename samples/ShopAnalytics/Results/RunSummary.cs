using ClickstreamAnalysis;

namespace ShopAnalytics.Results;

/// <summary>What a run did.</summary>
/// <param name="Metrics">What the engine counted in this run.</param>
/// <param name="Fed">How many clicks the source has brought into the log, those of earlier runs included.</param>
/// <param name="Elapsed">How long the run took.</param>
/// <param name="PeakMemoryBytes">The most memory that the process had resident.</param>
/// <param name="IsComplete">Whether the source came to its end and everything was closed and committed.</param>
internal sealed record RunSummary(StreamsMetrics Metrics, long Fed, TimeSpan Elapsed, long PeakMemoryBytes, bool IsComplete);
