namespace ClickstreamAnalysis.AspNetCore.Dashboard.Contract;

/// <summary>The users by step that entered in a bucket of time.</summary>
internal sealed record FunnelTrend(long Start, IReadOnlyList<long> Users);
