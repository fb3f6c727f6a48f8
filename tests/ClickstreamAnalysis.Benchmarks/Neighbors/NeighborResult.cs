using ClickstreamAnalysis.Benchmarks.Measuring;
using ClickstreamAnalysis.Benchmarks.Rate;

namespace ClickstreamAnalysis.Benchmarks.Neighbors;

/// <summary>The same sessions by three programs.</summary>
internal sealed record NeighborResult
{
    public required DateTimeOffset Date { get; init; }

    public required Machine Machine { get; init; }

    public required string Log { get; init; }

    public required RateSettings Settings { get; init; }

    public required IReadOnlyList<NeighborRun> Runs { get; init; }

    public bool IsComplete => Runs.All(run => run.IsComplete);
}
