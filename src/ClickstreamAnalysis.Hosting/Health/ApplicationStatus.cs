namespace ClickstreamAnalysis.Hosting.Health;

/// <summary>The state, the counts and the failure of an application.</summary>
internal sealed record ApplicationStatus(StreamsState State, StreamsMetrics Metrics, Exception? Failure, bool IsPaused = false);
