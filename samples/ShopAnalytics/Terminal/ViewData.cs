using ClickstreamAnalysis;
using ShopAnalytics.Results;

namespace ShopAnalytics.Terminal;

/// <summary>Everything that a view shows at one moment.</summary>
internal sealed record ViewData
{
    /// <summary>The source of the clicks.</summary>
    public required string Source { get; init; }

    /// <summary>The log and its location.</summary>
    public required string Log { get; init; }

    public required StreamsState State { get; init; }

    public required TimeSpan Uptime { get; init; }

    public required StreamsMetrics Metrics { get; init; }

    /// <summary>Processed clicks per second, the newest last.</summary>
    public required IReadOnlyList<double> Rates { get; init; }

    /// <summary>The number of clicks that all runs have written to the log.</summary>
    public required long Fed { get; init; }

    /// <summary>Whether the source has ended.</summary>
    public required bool HasEnded { get; init; }

    public LiveResults.Snapshot Results { get; init; } = new(0, 0, [], [], []);

    public required long MemoryBytes { get; init; }

    /// <summary>The directory of the log and the state.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Where a browser finds the dashboard; null when there is none.</summary>
    public Uri? Dashboard { get; init; }

    /// <summary>The size of the files in <see cref="DataDirectory"/>; 0 until the run ends.</summary>
    public long DataBytes { get; init; }

    /// <summary>Long work of the engine: restoring state, catching up, draining.</summary>
    public IReadOnlyList<WorkProgress> Work { get; init; } = [];

    /// <summary>What the engine waits for, the longest wait first.</summary>
    public IReadOnlyList<WaitDescription> Waits { get; init; } = [];

    /// <summary>The last messages of the log, the newest last.</summary>
    public IReadOnlyList<string> Messages { get; init; } = [];

    public double Rate => Rates.Count == 0 ? 0 : Rates[^1];
}
