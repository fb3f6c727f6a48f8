namespace ShopAnalytics.Results;

/// <summary>What is counted, and under which names.</summary>
internal static class CountNames
{
    /// <summary>Tally of <see cref="Opened"/>, <see cref="Merged"/> and <see cref="Closed"/> sessions.</summary>
    public const string Sessions = "session-counts";

    public const string Opened = "opened";

    public const string Merged = "merged";

    public const string Closed = "closed";

    /// <summary>Tally of pages, by page.</summary>
    public const string PageViews = "page-views";
}
