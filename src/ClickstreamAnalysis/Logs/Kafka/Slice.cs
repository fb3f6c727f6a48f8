namespace ClickstreamAnalysis.Logs.Kafka;

/// <summary>A piece of a <see cref="SliceBuffer"/>: a key or a value without an array of its own.</summary>
/// <param name="Start">Where it starts.</param>
/// <param name="Length">How long it is; -1 for null.</param>
internal readonly record struct Slice(int Start, int Length);
