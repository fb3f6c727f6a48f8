namespace ClickstreamAnalysis.Logs;

/// <summary>The range of offsets in a partition at the time of a query.</summary>
/// <param name="Start">Offset of the oldest retained record; inclusive.</param>
/// <param name="End">
/// One past the newest record; exclusive. It includes records of open transactions, so it covers every record that was acknowledged or
/// committed before the query. A read-committed consumer's position reaches it once the transactions open at that time have ended.
/// </param>
public readonly record struct OffsetRange(long Start, long End);
