namespace ClickstreamAnalysis;

/// <summary>A node of a <see cref="Topology"/>: a source, an operator or a sink. Immutable.</summary>
/// <param name="Name">The name, unique in the topology.</param>
/// <param name="Kind">What the node does in a word, as <see cref="Topology.Describe()"/> writes it; <c>source</c> for sources and <c>sink</c> for sinks.</param>
/// <param name="SubTopology">The sub-topology. Each task runs one partition of one sub-topology.</param>
/// <param name="Topic">The topic of a source or a sink, for an internal topic the part after the application id; null for operators.</param>
/// <param name="IsInternal">Whether the topic is a repartition topic of the application.</param>
/// <param name="Successors">The names of the nodes that take what this one forwards.</param>
/// <param name="Stores">The stores that the node uses.</param>
public sealed record TopologyNode(
    string Name, string Kind, int SubTopology, string? Topic, bool IsInternal, IReadOnlyList<string> Successors, IReadOnlyList<TopologyStore> Stores);
