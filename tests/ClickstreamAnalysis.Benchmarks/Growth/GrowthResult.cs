using ClickstreamAnalysis.Benchmarks.Measuring;

namespace ClickstreamAnalysis.Benchmarks.Growth;

/// <summary>Everything there is to say about one measurement.</summary>
internal sealed record GrowthResult
{
    public required DateTimeOffset Date { get; init; }

    public required Machine Machine { get; init; }

    /// <summary>The log, and where it ran.</summary>
    public required string Log { get; init; }

    public required string BareLoop { get; init; }

    public required IReadOnlyList<GrowthRow> Rows { get; init; }
}
