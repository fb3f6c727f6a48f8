namespace ClickstreamAnalysis.AspNetCore.Dashboard.Contract;

/// <summary>How long conversions took, in milliseconds.</summary>
internal sealed record ConversionTimes(long Count, double Average, double Median, double P90, IReadOnlyList<Bucket> Histogram);
