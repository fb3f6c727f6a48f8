using System.Text.Json.Serialization;

namespace ClickstreamAnalysis.Benchmarks.Rate;

/// <summary>What is measured. Handed to each phase, which is a process of its own, as JSON.</summary>
internal sealed record RateSettings
{
    public const int Partitions = 4;
    public static readonly TimeSpan Gap = TimeSpan.FromMinutes(30);
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(60);

    /// <summary>The broker; null for the embedded log.</summary>
    public string? Bootstrap { get; init; }

    public required string Topic { get; init; }

    public required string OutputTopic { get; init; }

    public required long Clicks { get; init; }

    public required bool ExactlyOnce { get; init; }

    public required double CommitIntervalMs { get; init; }

    public required int Threads { get; init; }

    public required string Directory { get; init; }

    public required string ApplicationId { get; init; }

    public required int Seed { get; init; }

    [JsonIgnore]
    public string LogDirectory => Path.Combine(Directory, "log");

    [JsonIgnore]
    public string StateDirectory => Path.Combine(Directory, "state");
}
