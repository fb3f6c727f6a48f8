namespace ClickstreamAnalysis.Logs;

/// <summary>What a partition holds now.</summary>
/// <param name="Start">Offset of the oldest record kept.</param>
/// <param name="End">One past the newest record that the asking consumer's isolation level may read.</param>
public readonly record struct OffsetRange(long Start, long End);
