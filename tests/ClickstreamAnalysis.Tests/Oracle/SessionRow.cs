namespace ClickstreamAnalysis.Tests.Oracle;

/// <summary>A session as the oracle and the engine are compared.</summary>
internal readonly record struct SessionRow(string User, long StartMs, long EndMs, long EventCount, string? EntryPage, string? ExitPage);
