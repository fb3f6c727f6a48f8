namespace ClickstreamAnalysis.AspNetCore.Insights;

/// <summary>Something that happened on the site and counts in the figures of a minute.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Click">The click; null for sessions.</param>
/// <param name="Session">The session that closed; otherwise the default.</param>
/// <param name="IsBounce">Whether that session is a bounce.</param>
internal readonly record struct SiteFact(SiteFactKind Kind, ClickEvent? Click = null, Session<string, Visit> Session = default, bool IsBounce = false);
