namespace ClickstreamAnalysis.AspNetCore.Dashboard.Contract;

/// <summary>Recent messages of the library.</summary>
internal sealed record LogMessages(IReadOnlyList<LogMessage> Messages);
