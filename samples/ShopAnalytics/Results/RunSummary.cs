using ClickstreamAnalysis;

namespace ShopAnalytics.Results;

/// <summary>The figures of a run.</summary>
/// <param name="Metrics">The counts of the engine in this run.</param>
/// <param name="Fed">The number of clicks that the source has written to the log, including earlier runs.</param>
/// <param name="Elapsed">The duration of the run.</param>
/// <param name="PeakMemoryBytes">The peak resident memory of the process.</param>
/// <param name="IsComplete">Whether the source ended and everything was closed and committed.</param>
internal sealed record RunSummary(StreamsMetrics Metrics, long Fed, TimeSpan Elapsed, long PeakMemoryBytes, bool IsComplete);
