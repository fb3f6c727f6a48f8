namespace ClickstreamAnalysis;

/// <summary>A store of a <see cref="Topology"/>. Immutable.</summary>
/// <param name="Name">The name, unique in the topology.</param>
/// <param name="Query">The method of <see cref="StateView"/> that reads it, with its type arguments, such as <c>KeyValue&lt;string, long&gt;</c>.</param>
public sealed record TopologyStore(string Name, string Query);
