namespace ClickstreamAnalysis.AspNetCore.Dashboard.Contract;

/// <summary>A stream thread.</summary>
internal sealed record ThreadFigures(string Name, string State);
