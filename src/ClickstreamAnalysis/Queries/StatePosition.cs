using System.Globalization;

namespace ClickstreamAnalysis;

/// <summary>How far a task was when it committed the state of an answer. Immutable.</summary>
/// <param name="TaskId">The task, as sub-topology and partition: <c>0_3</c>.</param>
/// <param name="Partition">The partition.</param>
/// <param name="StreamTime">The task's stream time, in UTC; null before its first record.</param>
/// <param name="Inputs">For each input the next offset: the state contains the effect of all records before it, and of no other.</param>
public sealed record StatePosition(string TaskId, int Partition, DateTimeOffset? StreamTime, IReadOnlyList<TopicPartitionOffset> Inputs)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{TaskId} at {string.Join(", ", Inputs.Select(static input => $"{input.Partition} {input.Offset}"))}, stream time {StreamTime:O}");
}
