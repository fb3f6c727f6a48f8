namespace ClickstreamAnalysis.AspNetCore.Insights;

/// <summary>The rankings of a <see cref="SiteMinute"/>.</summary>
internal enum Ranking
{
    Pages,
    Entries,
    Exits,
    Referrers,
    Campaigns,
    Paths,
}
