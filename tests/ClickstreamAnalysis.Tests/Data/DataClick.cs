namespace ClickstreamAnalysis.Tests.Data;

/// <summary>One row of click data, as tests need it; real data name a page always.</summary>
internal readonly record struct DataClick(string User, string Event, long TimestampMs, string? Page);
