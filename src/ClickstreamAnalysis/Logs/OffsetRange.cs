namespace ClickstreamAnalysis.Logs;

/// <summary>What a partition holds now.</summary>
/// <param name="Start">Offset of the oldest record kept.</param>
/// <param name="End">
/// One past the newest record, records of open transactions included, so that it covers all that was acknowledged or committed
/// before the question. A read-committed consumer's position reaches it once the transactions that are open now have ended.
/// </param>
public readonly record struct OffsetRange(long Start, long End);
