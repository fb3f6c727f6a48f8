using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis;

/// <summary>
/// An immutable graph of sources, operators, stores and sinks. Thread-safe; one topology can run in any number of applications.
/// </summary>
public sealed class Topology
{
    internal Topology(IReadOnlyList<SubTopology> subTopologies) => SubTopologies = subTopologies;

    internal IReadOnlyList<SubTopology> SubTopologies { get; }

    /// <summary>The topics that the topology reads, without internal ones.</summary>
    public IReadOnlyList<string> InputTopics => [.. SubTopologies
        .SelectMany(sub => sub.Sources).Where(source => !source.IsInternal).Select(source => source.Topic).Distinct()];

    /// <summary>The topics that the topology writes, without internal ones.</summary>
    public IReadOnlyList<string> OutputTopics => [.. SubTopologies
        .SelectMany(sub => sub.Sinks).Where(sink => !sink.Topic.IsInternal).Select(sink => sink.Topic.Name).Distinct()];

    /// <summary>All nodes, in the order in which they were added within each sub-topology.</summary>
    public IReadOnlyList<TopologyNode> Nodes => [.. SubTopologies.SelectMany(static sub => sub.Nodes.Select(node => NodeOf(sub, node)))];

    /// <summary>Whether any node uses the headers of an input topic.</summary>
    internal bool SeesHeaders => SubTopologies.SelectMany(sub => sub.Sources).Any(source => source.SeesHeaders);

    /// <summary>Describes the topology as text: sub-topologies, nodes in order, stores, and the edges between nodes.</summary>
    /// <returns>Several lines, without a line break at the end.</returns>
    public string Describe() => TopologyText.Write(this);

    /// <summary>Describes the topology as a Mermaid flow chart, which many Markdown viewers render.</summary>
    /// <returns>The text of the chart, starting with <c>flowchart</c>.</returns>
    public string ToMermaid() => TopologyMermaid.Write(this);

    /// <inheritdoc/>
    public override string ToString() => Describe();

    private static TopologyNode NodeOf(SubTopology sub, GraphNode node)
    {
        var (topic, isInternal) = node switch
        {
            SourceNode source => (source.Topic, source.IsInternal),
            ISink sink => (sink.Topic.Name, sink.Topic.IsInternal),
            _ => ((string?)null, false),
        };
        return new TopologyNode(
            node.Name,
            node.Kind,
            sub.Id,
            topic,
            isInternal,
            [.. node.Ports.SelectMany(static port => port.Children).Select(static child => child.Name)],
            [.. sub.Stores.Where(store => node.Stores.Contains(store) || node.StoreNames.Contains(store.Name))
                .Select(static store => new TopologyStore(store.Name, store.QueryCall))]);
    }
}
