namespace ShopAnalytics.Results;

/// <summary>The parts of a closed session that a view shows. Times are milliseconds since 1970.</summary>
internal sealed record ClosedSession(string User, long Start, long End, long EventCount, string? EntryPage, string? ExitPage);
