using ClickstreamAnalysis.Benchmarks.Measuring;

namespace ClickstreamAnalysis.Benchmarks.Latency;

/// <summary>What was seen of the results of one run.</summary>
internal sealed record LatencyProbeResult
{
    /// <summary>Measured ones: without those of the warm-up.</summary>
    public required long Clicks { get; init; }

    /// <summary>Of a click, on average.</summary>
    public required long ValueBytes { get; init; }

    /// <summary>From when a click was to be sent until its result was read.</summary>
    public required Percentiles Latency { get; init; }

    /// <summary>How much of that is the load's own: from when a click was to be sent until it was handed to the producer.</summary>
    public required Percentiles SendingLate { get; init; }

    /// <summary>Each click gave one result.</summary>
    public required bool IsComplete { get; init; }
}
