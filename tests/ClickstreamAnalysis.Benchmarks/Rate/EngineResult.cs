using ClickstreamAnalysis.Benchmarks.Load;
using ClickstreamAnalysis.Benchmarks.Measuring;

namespace ClickstreamAnalysis.Benchmarks.Rate;

/// <summary>What the engine did, and for how much.</summary>
internal sealed record EngineResult
{
    public required RunFigures Figures { get; init; }

    public required long Processed { get; init; }

    public required long Late { get; init; }

    public required long Failed { get; init; }

    public required long Rejected { get; init; }

    public required long Commits { get; init; }

    public required long Recoveries { get; init; }

    /// <summary>Null when there were none.</summary>
    public QueryFigures? Queries { get; init; }

    /// <summary>What open dashboards received; null when there were none.</summary>
    public long? DashboardBytes { get; init; }
}
