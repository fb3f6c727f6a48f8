namespace ClickstreamAnalysis.AspNetCore.Dashboard.Contract;

/// <summary>The instances and the topology.</summary>
internal sealed record Engine(long At, IReadOnlyList<Instance> Instances, TopologyPicture Topology);
