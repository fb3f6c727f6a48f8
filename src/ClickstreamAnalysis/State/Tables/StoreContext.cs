using ClickstreamAnalysis.State.Databases;

namespace ClickstreamAnalysis.State.Tables;

/// <summary>The task of a store, and the store's limits.</summary>
/// <param name="Database">The database of the rows.</param>
/// <param name="Partition">The task's partition: the prefix of every row.</param>
/// <param name="MaxLiveEntries">The maximum number of entries kept in memory after a commit, whatever their size.</param>
internal sealed record StoreContext(StateDatabase Database, int Partition, int MaxLiveEntries = int.MaxValue)
{
    /// <summary>The task's name, for messages.</summary>
    public string Task { get; init; } = "";

    /// <summary>Whether the store checks for objects that were changed without being put again. Costs one serialization per use.</summary>
    public bool ChecksOwnership { get; init; }

    /// <summary>The memory that all stores share for live entries.</summary>
    public LiveMemory LiveMemory { get; init; } = new(limitBytes: long.MaxValue / 2);
}
