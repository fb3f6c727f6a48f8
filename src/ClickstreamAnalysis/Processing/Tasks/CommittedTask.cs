using ClickstreamAnalysis.Processing.Failures;
using ClickstreamAnalysis.State.Committed;

namespace ClickstreamAnalysis.Processing.Tasks;

/// <summary>The stores of a task as of its last commit, for queries. Immutable and thread-safe.</summary>
/// <param name="Id">The task.</param>
/// <param name="Stores">The stores by name.</param>
/// <param name="StreamTimeMs">The task's stream time; <see cref="TaskClock.NotStarted"/> before the first record.</param>
/// <param name="Inputs">The next offset of each input.</param>
internal sealed record CommittedTask(
    TaskId Id, IReadOnlyDictionary<string, CommittedStore> Stores, long StreamTimeMs, IReadOnlyList<TopicPartitionOffset> Inputs)
{
    /// <summary>The task, as users see it.</summary>
    public string Name { get; } = Id.ToString();

    /// <summary>The last commit of a task; null while it does not record its changes.</summary>
    public static CommittedTask? Of(StreamTask task) => task.State.Recording is not { } recording ? null : new(
        task.Id,
        recording.Stores,
        task.CommittedStreamTimeMs,
        [.. from input in task.Inputs let offset = input.CommittedOffset where offset is not null select new TopicPartitionOffset(input.Partition, offset.GetValueOrDefault())]);
}
