using ClickstreamAnalysis.State.Databases;

namespace ClickstreamAnalysis.State.Tables;

/// <summary>The task that a store belongs to, and the store's limits.</summary>
/// <param name="Database">The rows.</param>
/// <param name="Partition">The task's partition: the prefix of every row.</param>
/// <param name="MaxLiveEntries">The most entries that the store keeps in memory after a commit, whatever their size.</param>
internal sealed record StoreContext(StateDatabase Database, int Partition, int MaxLiveEntries = int.MaxValue)
{
    /// <summary>The task's name, for messages.</summary>
    public string Task { get; init; } = "";

    /// <summary>Whether the store looks for objects that were changed without being put again. Costs a serialization for each use.</summary>
    public bool ChecksOwnership { get; init; }

    /// <summary>The memory that all stores share for live entries.</summary>
    public LiveMemory LiveMemory { get; init; } = new(limitBytes: long.MaxValue / 2);
}
