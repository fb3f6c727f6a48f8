namespace ClickstreamAnalysis.AspNetCore.Dashboard.Instances;

/// <summary>Sessions of an instance since it started; open is null while it is not known.</summary>
internal sealed record SessionTotals(long Opened, long Closed, long? Open);
