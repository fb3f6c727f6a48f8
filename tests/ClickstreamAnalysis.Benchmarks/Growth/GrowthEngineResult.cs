using ClickstreamAnalysis.Benchmarks.Measuring;

namespace ClickstreamAnalysis.Benchmarks.Growth;

/// <summary>What was measured of the engine in one row.</summary>
internal sealed record GrowthEngineResult
{
    /// <summary>Clicks of users that are in the state.</summary>
    public required RunFigures Clicks { get; init; }

    /// <summary>How much of the state was in memory as objects when the clicks had been measured.</summary>
    public required long LiveStateBytes { get; init; }

    /// <summary>Closing: its events are the second half of the sessions that close.</summary>
    public required RunFigures Closes { get; init; }
}
