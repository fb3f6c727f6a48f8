namespace ClickstreamAnalysis.Logs.Kafka.Consuming;

/// <summary>A key or a value in a <see cref="SliceBuffer"/>.</summary>
/// <param name="Start">Start index in the buffer.</param>
/// <param name="Length">Length in bytes; -1 for null.</param>
internal readonly record struct Slice(int Start, int Length);
