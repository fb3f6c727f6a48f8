namespace ClickstreamAnalysis.AspNetCore.Dashboard.Contract;

/// <summary>The open sessions of a user, or why they are not known.</summary>
internal sealed record UserSessions(string Status, string? Message, IReadOnlyList<OpenSession> Sessions);
