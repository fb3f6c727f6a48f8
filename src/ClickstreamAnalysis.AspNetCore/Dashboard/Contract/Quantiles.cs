namespace ClickstreamAnalysis.AspNetCore.Dashboard.Contract;

/// <summary>Quantiles of durations, in milliseconds.</summary>
internal sealed record Quantiles(double P50, double P99);
