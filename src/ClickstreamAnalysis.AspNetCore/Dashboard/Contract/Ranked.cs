namespace ClickstreamAnalysis.AspNetCore.Dashboard.Contract;

/// <summary>An item of a ranking, with its count in the equally long span before.</summary>
internal sealed record Ranked(string Name, long Count, long? Before);
