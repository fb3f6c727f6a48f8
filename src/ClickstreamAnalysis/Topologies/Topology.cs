using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis;

/// <summary>What to compute: an immutable graph of sources, operators, stores and sinks. Thread-safe; one serves any number of applications.</summary>
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

    /// <summary>Whether headers of an input topic are looked at.</summary>
    internal bool SeesHeaders => SubTopologies.SelectMany(sub => sub.Sources).Any(source => source.SeesHeaders);

    /// <summary>Describes the topology in text: sub-topologies, nodes in order, stores, and who hands records to whom.</summary>
    /// <returns>Several lines, without a line break at the end.</returns>
    public string Describe() => TopologyText.Write(this);

    /// <summary>Describes the topology as a Mermaid flow chart, which many viewers of Markdown draw.</summary>
    /// <returns>The text of the chart, beginning with <c>flowchart</c>.</returns>
    public string ToMermaid() => TopologyMermaid.Write(this);

    /// <inheritdoc/>
    public override string ToString() => Describe();
}
