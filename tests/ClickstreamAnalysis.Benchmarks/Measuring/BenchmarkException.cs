namespace ClickstreamAnalysis.Benchmarks.Measuring;

/// <summary>A measurement cannot be made; the message says why, and what to do.</summary>
internal sealed class BenchmarkException(string message) : Exception(message);
