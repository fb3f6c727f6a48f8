namespace ClickstreamAnalysis.AspNetCore.Dashboard.Contract;

/// <summary>The users by step that have a value of the breakdown.</summary>
internal sealed record FunnelValue(string Value, IReadOnlyList<long> Users);
