namespace ClickstreamAnalysis.Benchmarks.Clicks;

/// <summary>A session as it must come out.</summary>
internal readonly record struct ExpectedSession(string User, long StartMs, long EndMs, long EventCount, string? EntryPage, string? ExitPage);
