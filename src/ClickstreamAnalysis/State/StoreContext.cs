namespace ClickstreamAnalysis.State;

/// <summary>Where a store of a task lives.</summary>
/// <param name="Database">The rows.</param>
/// <param name="Partition">The task's partition: the prefix of every row.</param>
/// <param name="MaxLiveEntries">How many clean entries the store may keep in memory after a commit.</param>
internal sealed record StoreContext(StateDatabase Database, int Partition, int MaxLiveEntries = 100_000);
