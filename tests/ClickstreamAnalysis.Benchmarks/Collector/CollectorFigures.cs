using ClickstreamAnalysis.Benchmarks.Measuring;

namespace ClickstreamAnalysis.Benchmarks.Collector;

/// <summary>What an endpoint took.</summary>
internal sealed record CollectorFigures
{
    /// <summary>The cost of the server; its events are the clicks that were accepted.</summary>
    public required Usage Usage { get; init; }

    /// <summary>Requests that were accepted.</summary>
    public required long Requests { get; init; }

    /// <summary>Requests with any other status.</summary>
    public required long Refused { get; init; }

    public required double BodyBytes { get; init; }
}
