namespace ClickstreamAnalysis.Topologies;

/// <summary>What to compute: an immutable graph of sources, operators, stores and sinks. Thread-safe; one serves any number of applications.</summary>
public sealed class Topology
{
    internal Topology(IReadOnlyList<SubTopology> subTopologies) => SubTopologies = subTopologies;

    internal IReadOnlyList<SubTopology> SubTopologies { get; }

    /// <summary>Describes the topology in text: sub-topologies, nodes in order, stores, and who hands records to whom.</summary>
    /// <returns>Several lines, without a line break at the end.</returns>
    public string Describe() => TopologyText.Write(this);

    /// <summary>Describes the topology as a Mermaid flow chart, which many viewers of Markdown draw.</summary>
    /// <returns>The text of the chart, beginning with <c>flowchart</c>.</returns>
    public string ToMermaid() => TopologyMermaid.Write(this);

    /// <inheritdoc/>
    public override string ToString() => Describe();
}
