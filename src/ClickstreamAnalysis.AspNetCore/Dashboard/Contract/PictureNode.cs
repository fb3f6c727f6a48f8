namespace ClickstreamAnalysis.AspNetCore.Dashboard.Contract;

/// <summary>A topic, source, operator, store or sink.</summary>
internal sealed record PictureNode(string Id, string Name, string Kind, int Group);
