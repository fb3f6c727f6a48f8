using ClickstreamAnalysis.Benchmarks.Measuring;

namespace ClickstreamAnalysis.Benchmarks.Collector;

/// <summary>A measurement of the click collector.</summary>
internal sealed record CollectorResult
{
    public required DateTimeOffset Date { get; init; }

    public required Machine Machine { get; init; }

    public required string Log { get; init; }

    public required CollectorSettings Settings { get; init; }

    public required IReadOnlyList<CollectorRow> Rows { get; init; }

    /// <summary>Clicks that the collector accepted.</summary>
    public required long Accepted { get; init; }

    /// <summary>Clicks in the log.</summary>
    public required long InLog { get; init; }
}
