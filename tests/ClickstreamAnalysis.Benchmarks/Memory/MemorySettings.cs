using System.Text.Json.Serialization;
using ClickstreamAnalysis.Benchmarks.Clicks;
using ClickstreamAnalysis.Benchmarks.Measuring;

namespace ClickstreamAnalysis.Benchmarks.Memory;

/// <summary>What is measured; every phase gets it.</summary>
internal sealed record MemorySettings
{
    // The rate at which event time goes when the load is not held to one.
    private const int NominalRate = 10_000;

    // As in the clicks of the other figures, where 2,500 visitors make 50 clicks a second of event time.
    private const int VisitSeconds = 50;

    public required LogPlace Place { get; init; }

    public required EngineSettings Engine { get; init; }

    public required string ApplicationId { get; init; }

    public required string Topic { get; init; }

    public required int Users { get; init; }

    public required int Partitions { get; init; }

    /// <summary>1: sessions; 2: and counts in windows; 3: and clicks of each user.</summary>
    public required int Stores { get; init; }

    /// <summary>Clicks a second; zero for as many as possible.</summary>
    public required int Rate { get; init; }

    /// <summary>How long the load lasts, unless <see cref="Clicks"/> says how much it is.</summary>
    public required TimeSpan Duration { get; init; }

    public required long? Clicks { get; init; }

    /// <summary>Whether every user clicks once before the load.</summary>
    public required bool Fills { get; init; }

    public required TimeSpan Gap { get; init; }

    public required TimeSpan Window { get; init; }

    public required TimeSpan Sampling { get; init; }

    public required string CsvFile { get; init; }

    public required int Seed { get; init; }

    [JsonIgnore]
    public long LimitBytes => (long)(1.3 * Engine.BudgetMiB * (1 << 20)) + (90 << 20);

    [JsonIgnore]
    public ClickShape Shape
    {
        get
        {
            var rate = Rate == 0 ? NominalRate : Rate;
            return new ClickShape
            {
                Users = Users,
                Present = Math.Min(Users, rate * VisitSeconds),
                StepMicroseconds = Math.Max(1, 1_000_000 / rate),
                StartMs = MemoryTopology.StartMs,
                IsScattered = true,
            };
        }
    }
}
