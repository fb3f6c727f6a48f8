using ClickstreamAnalysis;
using ShopAnalytics.Results;

namespace ShopAnalytics.Terminal;

/// <summary>Everything that a view shows, at one moment.</summary>
internal sealed record ViewData
{
    /// <summary>Where clicks come from.</summary>
    public required string Source { get; init; }

    /// <summary>Where the log is.</summary>
    public required string Log { get; init; }

    public required StreamsState State { get; init; }

    public required TimeSpan Uptime { get; init; }

    public required StreamsMetrics Metrics { get; init; }

    /// <summary>Clicks processed a second, the newest last.</summary>
    public required IReadOnlyList<double> Rates { get; init; }

    /// <summary>Clicks in the log.</summary>
    public required long Fed { get; init; }

    /// <summary>Whether that is all there are.</summary>
    public required bool HasEnded { get; init; }

    public LiveResults.Snapshot Results { get; init; } = new(0, 0, [], [], []);

    public required long MemoryBytes { get; init; }

    /// <summary>What was logged last, the newest last.</summary>
    public IReadOnlyList<string> Messages { get; init; } = [];

    public double Rate => Rates.Count == 0 ? 0 : Rates[^1];
}
