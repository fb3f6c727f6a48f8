namespace ClickstreamAnalysis.Topologies;

/// <summary>An output of a node, untyped: for traversing and describing the graph.</summary>
internal abstract class Port(GraphNode owner, string label, OutputDelay delay)
{
    public GraphNode Owner { get; } = owner;

    public string Label { get; } = label;

    /// <summary>How far the records of this port may be behind the task's stream time.</summary>
    public OutputDelay Delay { get; } = delay;

    /// <summary>
    /// Whether the records can have headers. Only records that are forwarded while the record that caused them is processed can; results
    /// held until the end of the batch are derived from many records.
    /// </summary>
    public bool HasHeaders => !Delay.IsHeld;

    public abstract IEnumerable<GraphNode> Children { get; }
}
