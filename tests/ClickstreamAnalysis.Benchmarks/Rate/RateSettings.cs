using ClickstreamAnalysis.Benchmarks.Measuring;

namespace ClickstreamAnalysis.Benchmarks.Rate;

/// <summary>What is measured; every phase gets it.</summary>
internal sealed record RateSettings
{
    public required LogPlace Place { get; init; }

    public required string ApplicationId { get; init; }

    public required string Topic { get; init; }

    public required string OutputTopic { get; init; }

    /// <summary>How many clicks are in the topic, or will be.</summary>
    public required long Clicks { get; init; }

    public required int Seed { get; init; }

    public required int Partitions { get; init; }

    /// <summary>Clicks have no keys, and are re-keyed by user through a repartition topic.</summary>
    public bool IsRekeyed { get; init; }

    /// <summary>The name of the topology that is run; null for the session topology.</summary>
    public string? Topology { get; init; }

    /// <summary>Metrics and activities are listened to during the run.</summary>
    public bool IsListenedTo { get; init; }

    /// <summary>How many dashboards are open during the run of the engine.</summary>
    public int Dashboards { get; init; }

    public required EngineSettings Engine { get; init; }

    public required BareLoop Bare { get; init; }

    /// <summary>Where the output topic ended before the run, by partition.</summary>
    public IReadOnlyList<long> OutputStarts { get; init; } = [];

    public TimeSpan Gap { get; init; } = TimeSpan.FromMinutes(30);

    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(60);
}
