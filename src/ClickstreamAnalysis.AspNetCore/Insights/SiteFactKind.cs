namespace ClickstreamAnalysis.AspNetCore.Insights;

/// <summary>What a <see cref="SiteFact"/> is.</summary>
internal enum SiteFactKind
{
    Click,
    Opened,

    /// <summary>Two sessions became one: one of them is not counted as opened any more.</summary>
    Merged,
    Closed,
}
