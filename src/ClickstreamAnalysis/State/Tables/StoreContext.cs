using ClickstreamAnalysis.State.Databases;

namespace ClickstreamAnalysis.State.Tables;

/// <summary>Where a store of a task lives.</summary>
/// <param name="Database">The rows.</param>
/// <param name="Partition">The task's partition: the prefix of every row.</param>
/// <param name="MaxLiveEntries">How many entries the store may keep in memory after a commit, however small they are.</param>
internal sealed record StoreContext(StateDatabase Database, int Partition, int MaxLiveEntries = int.MaxValue)
{
    /// <summary>The task's name, for messages.</summary>
    public string Task { get; init; } = "";

    /// <summary>Whether the store looks for objects that were changed without being put again. Costs a serialization for each use.</summary>
    public bool ChecksOwnership { get; init; }

    /// <summary>What the live entries of all stores may take.</summary>
    public LiveMemory LiveMemory { get; init; } = new(limitBytes: long.MaxValue / 2);
}
