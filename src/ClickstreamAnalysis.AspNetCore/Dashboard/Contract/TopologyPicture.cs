namespace ClickstreamAnalysis.AspNetCore.Dashboard.Contract;

/// <summary>The topology as a graph.</summary>
internal sealed record TopologyPicture(IReadOnlyList<PictureNode> Nodes, IReadOnlyList<PictureEdge> Edges);
