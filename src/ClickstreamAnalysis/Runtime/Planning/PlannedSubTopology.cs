using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis.Runtime.Planning;

/// <summary>A sub-topology with its partitions and topics.</summary>
/// <param name="SubTopology">The nodes.</param>
/// <param name="Partitions">The number of its tasks.</param>
/// <param name="Level">0 when it reads input topics only; otherwise one more than the highest level of the sub-topologies that write its inputs.</param>
/// <param name="SourceTopics">Full names of the topics that it reads.</param>
/// <param name="Writes">Full names of the internal topics it writes.</param>
internal sealed record PlannedSubTopology(
    SubTopology SubTopology, int Partitions, int Level, IReadOnlyList<string> SourceTopics, IReadOnlyList<string> Writes);
