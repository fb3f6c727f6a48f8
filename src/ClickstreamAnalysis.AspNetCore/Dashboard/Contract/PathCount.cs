namespace ClickstreamAnalysis.AspNetCore.Dashboard.Contract;

/// <summary>How many sessions went from one page to another at a step; to null where they ended.</summary>
internal sealed record PathCount(int Step, string From, string? To, long Count);
