namespace ClickstreamAnalysis.Processing.Repartitioning;

/// <summary>The tasks that write a repartition topic: one for each partition of a sub-topology.</summary>
/// <param name="SubTopology">The sub-topology.</param>
/// <param name="Tasks">The number of its tasks.</param>
internal readonly record struct Upstream(int SubTopology, int Tasks);
