namespace ClickstreamAnalysis.Benchmarks.Measuring;

/// <summary>The figures of one run in one process.</summary>
internal sealed record RunFigures
{
    public required Usage Whole { get; init; }

    /// <summary>From when half of the events were done; null when that was not seen.</summary>
    public Usage? SecondHalf { get; init; }

    /// <summary>The most memory of the process until the end of the run.</summary>
    public required long PeakResidentBytes { get; init; }
}
