using ClickstreamAnalysis.Benchmarks.Measuring;

namespace ClickstreamAnalysis.Benchmarks.Growth;

/// <summary>So many users, and what that means for each click and each closed session.</summary>
internal sealed record GrowthRow
{
    public required GrowthSettings Settings { get; init; }

    public required long ValueBytes { get; init; }

    /// <summary>Reading the same topic with a client alone.</summary>
    public required RunFigures Bare { get; init; }

    public required GrowthEngineResult Engine { get; init; }

    public double MicrosecondsPerClick => 1e6 / Engine.Clicks.Whole.EventsPerCpuSecond;

    public double MicrosecondsPerClose => 1e6 / Engine.Closes.Whole.EventsPerCpuSecond;

    public double BareMicroseconds => 1e6 / Bare.Whole.EventsPerCpuSecond;
}
