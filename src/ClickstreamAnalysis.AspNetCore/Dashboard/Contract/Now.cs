namespace ClickstreamAnalysis.AspNetCore.Dashboard.Contract;

/// <summary>What people look at first. Times are milliseconds since 1970.</summary>
internal sealed record Now
{
    public required long At { get; init; }

    public required string Application { get; init; }

    public required string State { get; init; }

    public bool IsPaused { get; init; }

    public string? Failure { get; init; }

    public long? ActiveUsers { get; init; }

    public long? OpenSessions { get; init; }

    public double? OpenedPerMinute { get; init; }

    public double? ClosedPerMinute { get; init; }

    public double ClicksPerSecond { get; init; }

    public long Lag { get; init; }

    public Quantiles? Latency { get; init; }

    public Quantiles? Commit { get; init; }

    public required RecordCounts Counts { get; init; }

    public int Instances { get; init; }

    public IReadOnlyList<string> Silent { get; init; } = [];

    public IReadOnlyList<string> Unreadable { get; init; } = [];

    public IReadOnlyList<string> Oversized { get; init; } = [];
}
