namespace ClickstreamAnalysis.Topologies;

/// <summary>A way out of a node, without its types: for walking and describing the graph.</summary>
internal abstract class Port(GraphNode owner, string label, OutputDelay delay)
{
    public GraphNode Owner { get; } = owner;

    public string Label { get; } = label;

    /// <summary>How far behind the task's stream time its records may be.</summary>
    public OutputDelay Delay { get; } = delay;

    public abstract IEnumerable<GraphNode> Children { get; }
}
