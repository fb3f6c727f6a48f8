namespace ClickstreamAnalysis.AspNetCore.Dashboard.Contract;

/// <summary>An open session.</summary>
internal sealed record OpenSession(
    string Store, long Start, long End, long Events, long PageViews, string? EntryPage, string? ExitPage, string? Referrer, string? Campaign);
