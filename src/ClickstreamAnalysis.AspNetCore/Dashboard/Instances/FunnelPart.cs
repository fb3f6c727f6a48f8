namespace ClickstreamAnalysis.AspNetCore.Dashboard.Instances;

/// <summary>The counts of a funnel that an instance has: rows as the serde of <see cref="FunnelCounts"/> writes them.</summary>
internal sealed record FunnelPart(string Name, IReadOnlyList<byte[]> Rows);
