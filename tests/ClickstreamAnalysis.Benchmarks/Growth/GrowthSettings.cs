using System.Text.Json.Serialization;
using ClickstreamAnalysis.Benchmarks.Clicks;
using ClickstreamAnalysis.Benchmarks.Measuring;

namespace ClickstreamAnalysis.Benchmarks.Growth;

/// <summary>One row of the table: so many users in the state, all else the same.</summary>
/// <remarks>
/// In event time, with a gap of 30 minutes and a grace of 1: in the first 10 minutes the sessions begin that will close, from minute 12 on
/// those of the users, and the clicks that are measured come until minute 16. From minute 31 to 41 time goes on in steps of a tenth of a second, and closes the first.
/// </remarks>
internal sealed record GrowthSettings
{
    /// <summary>Clicks of each partition that do nothing but move time on, in steps small enough that many polls take part.</summary>
    public const int Ticks = 6_000;

    private const long MinuteMs = 60_000;

    public required LogPlace Place { get; init; }

    public required EngineSettings Engine { get; init; }

    public required string ApplicationId { get; init; }

    public required string Topic { get; init; }

    public required int Users { get; init; }

    /// <summary>Sessions that close, in addition.</summary>
    public required int Closing { get; init; }

    public required int WarmUp { get; init; }

    public required int Clicks { get; init; }

    public required int Partitions { get; init; }

    public required int Seed { get; init; }

    [JsonIgnore]
    public long FillClicks => Closing + Users;

    [JsonIgnore]
    public long AllClicks => FillClicks + WarmUp + Clicks + ((long)Ticks * Partitions);

    [JsonIgnore]
    public ClickShape ClosingShape => Shape(0, 10, Closing);

    [JsonIgnore]
    public ClickShape FillShape => Shape(12, 2, Users) with { IsScattered = true };

    [JsonIgnore]
    public ClickShape ClickShape => Shape(14, 2, WarmUp + Clicks) with { IsScattered = true };

    public long TickMs(int tick) => ClickGenerator.StartMs + (31 * MinuteMs) + ((tick + 1) * 10 * MinuteMs / Ticks);

    private ClickShape Shape(int fromMinute, int minutes, int clicks) => new()
    {
        Users = Users,
        Present = Math.Min(Users, new ClickShape().Present),
        StartMs = ClickGenerator.StartMs + (fromMinute * MinuteMs),
        StepMicroseconds = Math.Max(1, minutes * MinuteMs * 1_000 / clicks),
    };
}
