namespace ClickstreamAnalysis.AspNetCore.Collector;

/// <summary>What a request says about its visitor, reduced to what clicks keep.</summary>
internal sealed record Visit
{
    /// <summary>When the request arrived.</summary>
    public required DateTimeOffset Received { get; init; }

    /// <summary>The site of the page.</summary>
    public required string Source { get; init; }

    /// <summary>The address; null when clicks keep none.</summary>
    public required string? Address { get; init; }

    /// <summary>The user agent as the request gives it; null when there is none.</summary>
    public required string? UserAgent { get; init; }

    /// <summary>The user of clicks that have none.</summary>
    public required string Visitor { get; init; }
}
