using ClickstreamAnalysis.Benchmarks.Measuring;

namespace ClickstreamAnalysis.Benchmarks.Memory;

/// <summary>Everything there is to say about one measurement.</summary>
internal sealed record MemoryResult
{
    public required DateTimeOffset Date { get; init; }

    public required Machine Machine { get; init; }

    /// <summary>The log, and where it ran.</summary>
    public required string Log { get; init; }

    public required MemorySettings Settings { get; init; }

    public required MemoryLoadResult Load { get; init; }

    public required MemorySummary Memory { get; init; }

    /// <summary>At the end; its peak is that of the whole run.</summary>
    public required MemorySample Last { get; init; }

    /// <summary>CPU seconds of the engine's process for each click of the constant load, in microseconds.</summary>
    public required double CpuMicrosecondsPerClick { get; init; }
}
