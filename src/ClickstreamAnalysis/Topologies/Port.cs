namespace ClickstreamAnalysis.Topologies;

/// <summary>A way out of a node, without its types: for walking and describing the graph.</summary>
internal abstract class Port(GraphNode owner, string label)
{
    public GraphNode Owner { get; } = owner;

    public string Label { get; } = label;

    public abstract IEnumerable<GraphNode> Children { get; }
}
