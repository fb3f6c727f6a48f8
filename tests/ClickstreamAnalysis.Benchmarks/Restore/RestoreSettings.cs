using System.Text.Json.Serialization;
using ClickstreamAnalysis.Benchmarks.Clicks;
using ClickstreamAnalysis.Benchmarks.Measuring;

namespace ClickstreamAnalysis.Benchmarks.Restore;

/// <summary>What is measured; every phase gets it.</summary>
internal sealed record RestoreSettings
{
    // Everything happens within one gap, so that no session closes and every user keeps a row.
    private const int FillMicroseconds = 10 * 60 * 1_000_000;

    public required LogPlace Place { get; init; }

    public required EngineSettings Engine { get; init; }

    public required string ApplicationId { get; init; }

    public required string Topic { get; init; }

    public required int Users { get; init; }

    public required int Partitions { get; init; }

    /// <summary>Sessions, or nothing but a number for each user.</summary>
    public required bool KeepsSessions { get; init; }

    /// <summary>Clicks a second while the engine waits to be killed.</summary>
    public required int Rate { get; init; }

    /// <summary>How long it waits.</summary>
    public required TimeSpan LoadTime { get; init; }

    public required int Seed { get; init; }

    /// <summary>Clicks in the topic before this phase.</summary>
    public long ClicksBefore { get; init; }

    /// <summary>When this phase was started, by the machine's monotonic clock.</summary>
    public long StartedTicks { get; init; }

    [JsonIgnore]
    public ClickShape FillShape => new() { Users = Users, Present = Users, StepMicroseconds = Math.Max(1, FillMicroseconds / Users), IsScattered = true };

    [JsonIgnore]
    public ClickShape LoadShape => FillShape with
    {
        StartMs = ClickGenerator.StartMs + (FillMicroseconds / 1_000) + ((ClicksBefore - Users) * 1_000 / Rate),
        StepMicroseconds = Math.Max(1, 1_000_000 / Rate),
    };
}
