using System.Text.Json.Serialization;
using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Logs.Embedded;
using ClickstreamAnalysis.Logs.Kafka;

namespace ClickstreamAnalysis.Benchmarks.Rate;

/// <summary>What is measured; every phase gets it.</summary>
internal sealed record RateSettings
{
    /// <summary>The broker; null for the embedded log.</summary>
    public string? Bootstrap { get; init; }

    public required string ApplicationId { get; init; }

    public required string Topic { get; init; }

    public required string OutputTopic { get; init; }

    /// <summary>How many clicks are in the topic, or will be.</summary>
    public required long Clicks { get; init; }

    public required int Seed { get; init; }

    public required int Partitions { get; init; }

    public required bool IsExactlyOnce { get; init; }

    public required TimeSpan CommitInterval { get; init; }

    public required int Threads { get; init; }

    public required BareLoop Bare { get; init; }

    /// <summary>Holds the state, and the embedded log; of this run alone.</summary>
    public required string Directory { get; init; }

    /// <summary>Where the output topic ended before the run, by partition.</summary>
    public IReadOnlyList<long> OutputStarts { get; init; } = [];

    public TimeSpan Gap { get; init; } = TimeSpan.FromMinutes(30);

    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(60);

    [JsonIgnore]
    public string StateDirectory => Path.Combine(Directory, "state");

    public ILog OpenLog() => Bootstrap is { } servers ? new KafkaLog(servers) : new EmbeddedLog(Path.Combine(Directory, "log"));
}
