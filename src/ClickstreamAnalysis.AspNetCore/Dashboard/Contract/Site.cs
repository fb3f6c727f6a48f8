namespace ClickstreamAnalysis.AspNetCore.Dashboard.Contract;

/// <summary>The figures of the site between two event times.</summary>
internal sealed record Site
{
    public required long At { get; init; }

    public long From { get; init; }

    public long To { get; init; }

    public bool HasInsights { get; init; }

    public IReadOnlyList<SiteMinuteRow> Minutes { get; init; } = [];

    public long ClosedSessions { get; init; }

    public double? BounceRate { get; init; }

    public IReadOnlyList<Bucket> Durations { get; init; } = [];

    public IReadOnlyList<Bucket> Events { get; init; } = [];

    public IReadOnlyList<Ranked> Pages { get; init; } = [];

    public IReadOnlyList<Ranked> Entries { get; init; } = [];

    public IReadOnlyList<Ranked> Exits { get; init; } = [];

    public IReadOnlyList<Ranked> Referrers { get; init; } = [];

    public IReadOnlyList<Ranked> Campaigns { get; init; } = [];

    public IReadOnlyList<PathCount> Paths { get; init; } = [];
}
