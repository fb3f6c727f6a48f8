namespace ShopAnalytics.Results;

/// <summary>The names of the counts.</summary>
internal static class CountNames
{
    /// <summary>The tally of <see cref="Opened"/>, <see cref="Merged"/> and <see cref="Closed"/> sessions.</summary>
    public const string Sessions = "session-counts";

    public const string Opened = "opened";

    public const string Merged = "merged";

    public const string Closed = "closed";

    /// <summary>The tally of page views by page.</summary>
    public const string PageViews = "page-views";
}
