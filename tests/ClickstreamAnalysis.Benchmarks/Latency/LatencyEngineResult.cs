using ClickstreamAnalysis.Benchmarks.Load;

namespace ClickstreamAnalysis.Benchmarks.Latency;

/// <summary>What the engine's process saw.</summary>
/// <param name="Probe">The results, when the probe is in the same process.</param>
/// <param name="Queries">The queries; null when there were none.</param>
internal sealed record LatencyEngineResult(LatencyProbeResult? Probe, QueryFigures? Queries);
