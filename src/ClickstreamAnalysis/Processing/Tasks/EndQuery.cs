namespace ClickstreamAnalysis.Processing.Tasks;

/// <summary>A request to the log for the end of an input.</summary>
/// <param name="Position">The position of the consumer when it was sent.</param>
/// <param name="End">The end; null when the log did not answer. Never fails.</param>
internal sealed record EndQuery(long Position, Task<long?> End);
