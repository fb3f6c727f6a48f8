namespace ClickstreamAnalysis.Topologies;

/// <summary>A way out of a node, without its types: for walking and describing the graph.</summary>
internal abstract class Port(GraphNode owner, string label, OutputDelay delay)
{
    public GraphNode Owner { get; } = owner;

    public string Label { get; } = label;

    /// <summary>How far behind the task's stream time its records may be.</summary>
    public OutputDelay Delay { get; } = delay;

    /// <summary>
    /// Whether its records can have headers: those forwarded while the record that caused them is processed. Results that are held
    /// until the batch ends come from many records.
    /// </summary>
    public bool HasHeaders => !Delay.IsHeld;

    public abstract IEnumerable<GraphNode> Children { get; }
}
