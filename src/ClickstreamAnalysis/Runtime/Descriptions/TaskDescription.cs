using System.Globalization;

namespace ClickstreamAnalysis;

/// <summary>A task of a stream thread. Immutable.</summary>
/// <param name="Id">The sub-topology and the partition, as in <c>0_3</c>.</param>
/// <param name="SubTopology">The number of its sub-topology.</param>
/// <param name="Partition">The number of its partition.</param>
/// <param name="Status">The status.</param>
/// <param name="StreamTime">The highest event time it has processed; null before the first record and while it is being restored.</param>
/// <param name="HeldRecords">Records that wait for earlier ones of its other inputs, or for a serde.</param>
/// <param name="RestoredOffsets">Changelog offsets replayed since its restoration began; 0 for a task that is not being restored.</param>
/// <param name="OffsetsToRestore">Changelog offsets to replay in all; 0 for a task that is not being restored.</param>
/// <param name="Inputs">Its input partitions; empty while it is being restored.</param>
/// <param name="Stores">Its stores; empty while it is being restored.</param>
public sealed record TaskDescription(
    string Id, int SubTopology, int Partition, StreamTaskStatus Status, DateTimeOffset? StreamTime, int HeldRecords, long RestoredOffsets, long OffsetsToRestore,
    IReadOnlyList<PartitionDescription> Inputs, IReadOnlyList<StoreDescription> Stores)
{
    /// <summary>The task, its inputs and its stores in one line.</summary>
    /// <returns>The text, in the invariant culture.</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"task {Id} {Status.ToString().ToLowerInvariant()}{(Status == StreamTaskStatus.Restoring ? $" {RestoredOffsets:#,0} of {OffsetsToRestore:#,0} offsets" : "")}"
        + $"{(StreamTime is { } time ? $", stream time {time.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC" : "")}{(HeldRecords > 0 ? $", holds {HeldRecords} records" : "")}"
        + $"{(Inputs.Count > 0 ? $"; {string.Join("; ", Inputs)}" : "")}{(Stores.Count > 0 ? $"; {string.Join("; ", Stores)}" : "")}");
}
