namespace ClickstreamAnalysis;

/// <summary>The number of entities that reached a step.</summary>
/// <param name="Name">The step's name.</param>
/// <param name="Users">The number of entities, each counted once.</param>
public readonly record struct FunnelStepCount(string Name, long Users);
