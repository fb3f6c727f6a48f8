namespace ClickstreamAnalysis.AspNetCore.Dashboard.Contract;

/// <summary>A minute of the site.</summary>
internal sealed record SiteMinuteRow(long Start, long Clicks, long Users, long Opened, long Closed);
