namespace ClickstreamAnalysis.AspNetCore.Collector;

/// <summary>The longest texts of a click, in characters. Clicks with longer ones are rejected.</summary>
internal static class ClickLimits
{
    /// <summary>Users, event names, campaigns and ids of clicks.</summary>
    public const int MaxNameLength = 256;

    /// <summary>Pages and referrers.</summary>
    public const int MaxPageLength = 2_048;

    /// <summary>User agents, which are cut rather than rejected.</summary>
    public const int MaxUserAgentLength = 512;

    /// <summary>The deepest JSON of a request: a click may have 16 levels, and a batch adds two.</summary>
    public const int MaxDepth = 18;
}
