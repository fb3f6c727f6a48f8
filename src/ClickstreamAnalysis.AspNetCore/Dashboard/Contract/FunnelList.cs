namespace ClickstreamAnalysis.AspNetCore.Dashboard.Contract;

/// <summary>All funnels of the topology.</summary>
internal sealed record FunnelList(long At, [property: System.Text.Json.Serialization.JsonPropertyName("funnels")] IReadOnlyList<FunnelFigures> All);
