namespace ClickstreamAnalysis.Tests.Data;

/// <summary>One row of real click data, as tests need it.</summary>
internal readonly record struct DataClick(string User, string Event, long TimestampMs, string Page);
