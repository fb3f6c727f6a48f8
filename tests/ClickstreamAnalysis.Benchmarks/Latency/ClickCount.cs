namespace ClickstreamAnalysis.Benchmarks.Latency;

/// <summary>The result for one click.</summary>
/// <param name="SentMicroseconds">When the click was to be sent.</param>
/// <param name="Count">The clicks of its user so far.</param>
internal readonly record struct ClickCount(long SentMicroseconds, long Count);
