namespace ClickstreamAnalysis.Benchmarks.Rate;

/// <summary>What a phase used for how much.</summary>
internal sealed record PhaseResult
{
    public required string Phase { get; init; }

    public long Records { get; init; }

    public double WallSeconds { get; init; }

    public double CpuSeconds { get; init; }

    public long AllocatedBytes { get; init; }

    public double PeakMebibytes { get; init; }

    /// <summary>Records, CPU and wall time after the half.</summary>
    public long HalfRecords { get; init; }

    public double HalfCpuSeconds { get; init; }

    public double HalfWallSeconds { get; init; }

    /// <summary>For the fill: bytes of values, and the sessions to expect. For the engine: sessions read back.</summary>
    public long ValueBytes { get; init; }

    public long Sessions { get; init; }

    public long Commits { get; init; }

    public long Late { get; init; }

    public double PerSecond => Records / Math.Max(1e-9, WallSeconds);

    public double PerCpuSecond => Records / Math.Max(1e-9, CpuSeconds);

    public double AllocatedPerRecord => AllocatedBytes / (double)Math.Max(1, Records);

    public double HalfPerCpuSecond => HalfRecords / Math.Max(1e-9, HalfCpuSeconds);
}
