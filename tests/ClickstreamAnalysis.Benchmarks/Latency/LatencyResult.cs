using System.Text.Json.Serialization;
using ClickstreamAnalysis.Benchmarks.Measuring;

namespace ClickstreamAnalysis.Benchmarks.Latency;

/// <summary>Everything there is to say about one measurement.</summary>
internal sealed record LatencyResult
{
    public required DateTimeOffset Date { get; init; }

    public required Machine Machine { get; init; }

    /// <summary>The log, and where it ran.</summary>
    public required string Log { get; init; }

    public required IReadOnlyList<LatencyRun> Runs { get; init; }

    [JsonIgnore]
    public bool IsComplete => Runs.All(run => run.Probe.IsComplete);
}
