namespace ClickstreamAnalysis.AspNetCore.Dashboard.Contract;

/// <summary>A click of the sample; without content when it cannot be read.</summary>
internal sealed record SampledClick(
    int Partition, long Offset, long? Time, string? User, string? Name, string? Page, string Mark, string? Reason);
