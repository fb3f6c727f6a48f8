using System.Globalization;

namespace ClickstreamAnalysis;

/// <summary>An input partition of a task. Immutable.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">The partition.</param>
/// <param name="IsInternal">Whether it is a repartition topic of the application.</param>
/// <param name="CommittedOffset">The next offset to read as of the last commit; null before it is known.</param>
/// <param name="EndOffset">The end of the partition as last learned by reading; null before it is known.</param>
/// <param name="Lag">Offsets between the last one read and the end; 0 while the end is not known.</param>
public sealed record PartitionDescription(string Topic, int Partition, bool IsInternal, long? CommittedOffset, long? EndOffset, long Lag)
{
    /// <summary>The partition and its offsets in one line.</summary>
    /// <returns>The text, in the invariant culture.</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Topic}-{Partition} committed {(CommittedOffset is { } committed ? committed : "?")}, end {(EndOffset is { } end ? end : "?")}, lag {Lag}");
}
