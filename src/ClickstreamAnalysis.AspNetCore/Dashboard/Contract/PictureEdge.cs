namespace ClickstreamAnalysis.AspNetCore.Dashboard.Contract;

/// <summary>What flows from one node to another; null where it is not counted.</summary>
internal sealed record PictureEdge(string From, string To, double? PerSecond, long? Lag);
