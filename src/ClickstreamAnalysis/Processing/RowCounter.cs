namespace ClickstreamAnalysis.Processing;

/// <summary>Counts what a row holds. Thread-safe.</summary>
/// <param name="state">The serialized state.</param>
internal delegate int RowCounter(ReadOnlySpan<byte> state);
