namespace ClickstreamAnalysis.AspNetCore.Dashboard.Contract;

/// <summary>A funnel: users by step, of which by breakdown value, and by the time of entry.</summary>
internal sealed record FunnelFigures(
    string Name,
    IReadOnlyList<string> Steps,
    IReadOnlyList<long> Users,
    IReadOnlyList<FunnelValue> Breakdown,
    IReadOnlyList<FunnelTrend> Trend,
    ConversionTimes? TimeToConvert);
