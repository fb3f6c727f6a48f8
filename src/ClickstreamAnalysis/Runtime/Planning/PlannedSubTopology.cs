using ClickstreamAnalysis.Topologies;

namespace ClickstreamAnalysis.Runtime.Planning;

/// <summary>A sub-topology with its numbers.</summary>
/// <param name="SubTopology">The nodes.</param>
/// <param name="Partitions">How many tasks it makes.</param>
/// <param name="Level">0 reads outside topics only; others come after what writes to them.</param>
/// <param name="SourceTopics">Full names of what it reads.</param>
/// <param name="Writes">Full names of the internal topics it writes.</param>
internal sealed record PlannedSubTopology(
    SubTopology SubTopology, int Partitions, int Level, IReadOnlyList<string> SourceTopics, IReadOnlyList<string> Writes);
