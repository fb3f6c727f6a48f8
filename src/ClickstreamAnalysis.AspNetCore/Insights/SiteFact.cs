namespace ClickstreamAnalysis.AspNetCore.Insights;

/// <summary>Something that happened on the site and counts in the figures of a minute.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Click">The click; null for sessions.</param>
/// <param name="Session">The session; the default for clicks.</param>
internal readonly record struct SiteFact(SiteFactKind Kind, ClickEvent? Click, Session<string, Visit> Session);
