namespace ClickstreamAnalysis;

/// <summary>A row of a store as a position of a <see cref="StateScan{T}"/>: a later scan, also in a later view, can continue after it.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Key">The bytes of the row's key.</param>
public readonly record struct ScanPosition(int Partition, ReadOnlyMemory<byte> Key);
