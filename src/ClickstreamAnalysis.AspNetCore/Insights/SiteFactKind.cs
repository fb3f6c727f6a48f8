namespace ClickstreamAnalysis.AspNetCore.Insights;

/// <summary>What a <see cref="SiteFact"/> is.</summary>
internal enum SiteFactKind
{
    Click,
    Opened,

    /// <summary>A session that was counted as opened in this minute opened in another one, or merged.</summary>
    NotOpened,
    Closed,
}
