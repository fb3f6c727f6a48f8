namespace ClickstreamAnalysis.Benchmarks.Memory;

/// <summary>What was seen of the engine's process.</summary>
internal sealed record MemoryEngineResult
{
    /// <summary>The load, when it came from the same process.</summary>
    public required MemoryLoadResult? Load { get; init; }

    public required IReadOnlyList<MemorySample> Samples { get; init; }
}
