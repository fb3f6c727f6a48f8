namespace ClickstreamAnalysis.Benchmarks.Measuring;

/// <summary>What a stretch of work cost this process, and nobody else.</summary>
internal sealed record Usage
{
    /// <summary>Records that were read.</summary>
    public required long EventCount { get; init; }

    public required double WallSeconds { get; init; }

    /// <summary>User and system time of all threads.</summary>
    public required double CpuSeconds { get; init; }

    /// <summary>Managed bytes.</summary>
    public required long AllocatedBytes { get; init; }

    public int Gen0Collections { get; init; }

    public int Gen2Collections { get; init; }

    public double PauseSeconds { get; init; }

    public double EventsPerSecond => EventCount / Math.Max(1e-9, WallSeconds);

    public double EventsPerCpuSecond => EventCount / Math.Max(1e-9, CpuSeconds);

    public double AllocatedBytesPerEvent => AllocatedBytes / (double)Math.Max(1, EventCount);

    public static Usage operator -(Usage later, Usage earlier) => new()
    {
        EventCount = later.EventCount - earlier.EventCount,
        WallSeconds = later.WallSeconds - earlier.WallSeconds,
        CpuSeconds = later.CpuSeconds - earlier.CpuSeconds,
        AllocatedBytes = later.AllocatedBytes - earlier.AllocatedBytes,
        Gen0Collections = later.Gen0Collections - earlier.Gen0Collections,
        Gen2Collections = later.Gen2Collections - earlier.Gen2Collections,
        PauseSeconds = later.PauseSeconds - earlier.PauseSeconds,
    };
}
