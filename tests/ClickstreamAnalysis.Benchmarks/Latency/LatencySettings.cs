using System.Text.Json.Serialization;
using ClickstreamAnalysis.Benchmarks.Measuring;

namespace ClickstreamAnalysis.Benchmarks.Latency;

/// <summary>One run: its load, and the engine, if there is one, between the two topics.</summary>
internal sealed record LatencySettings
{
    public required LogPlace Place { get; init; }

    /// <summary>Null when clicks are read back directly.</summary>
    public required EngineSettings? Engine { get; init; }

    public required string ApplicationId { get; init; }

    public required int Partitions { get; init; }

    public required int Users { get; init; }

    /// <summary>Clicks a second.</summary>
    public required int Rate { get; init; }

    public required TimeSpan WarmUp { get; init; }

    public required TimeSpan Duration { get; init; }

    /// <summary>How long a click may wait for company before it is sent.</summary>
    public required TimeSpan Linger { get; init; }

    public required int Seed { get; init; }

    [JsonIgnore]
    public string Input => $"{ApplicationId}-clicks";

    [JsonIgnore]
    public string Output => Engine is null ? Input : $"{ApplicationId}-counts";
}
