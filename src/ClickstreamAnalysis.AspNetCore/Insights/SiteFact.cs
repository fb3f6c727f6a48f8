namespace ClickstreamAnalysis.AspNetCore.Insights;

/// <summary>Something that happened on the site and counts in the figures of a minute. Small, since each click makes one.</summary>
internal readonly record struct SiteFact
{
    public required SiteFactKind Kind { get; init; }

    /// <summary>The user of a click.</summary>
    public string? User { get; init; }

    /// <summary>The page of a click; null when it has none.</summary>
    public string? Page { get; init; }

    /// <summary>The visit that closed.</summary>
    public Visit? Visit { get; init; }

    /// <summary>The duration of that visit, in milliseconds.</summary>
    public long DurationMs { get; init; }

    /// <summary>How many events that visit has.</summary>
    public long Events { get; init; }

    /// <summary>Whether that visit is a bounce.</summary>
    public bool IsBounce { get; init; }
}
