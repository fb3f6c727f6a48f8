namespace ClickstreamAnalysis.Benchmarks.Memory;

/// <summary>What the load was. Ticks are those of the machine's monotonic clock, which all processes share.</summary>
internal sealed record MemoryLoadResult
{
    public required long FillClicks { get; init; }

    /// <summary>Until the engine had them in its state.</summary>
    public required double FillSeconds { get; init; }

    public required long SteadyClicks { get; init; }

    public required double SteadySeconds { get; init; }

    public required long SteadyBeginTicks { get; init; }

    public required long SteadyEndTicks { get; init; }

    /// <summary>Clicks written and not committed by the engine when the load ended.</summary>
    public required long LagAtEnd { get; init; }

    /// <summary>Whether the engine committed every click in the end.</summary>
    public required bool IsDone { get; init; }

    /// <summary>From the end of the load until that.</summary>
    public required double CatchUpSeconds { get; init; }

    public required long ValueBytes { get; init; }
}
