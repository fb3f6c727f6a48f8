namespace ShopAnalytics.Results;

/// <summary>A session that is over. Times are milliseconds since 1970.</summary>
internal sealed record ClosedSession(string User, long Start, long End, long EventCount, string? EntryPage, string? ExitPage);
