namespace ClickstreamAnalysis.Benchmarks.Restore;

/// <summary>A restart after a kill. Seconds count from when the process was started.</summary>
internal sealed record RestartResult
{
    public required double LogOpenedSeconds { get; init; }

    /// <summary>State is open, topics are checked.</summary>
    public required double StartedSeconds { get; init; }

    /// <summary>Partitions are assigned, and their state is complete.</summary>
    public required double RunningSeconds { get; init; }

    /// <summary>The first clicks are committed.</summary>
    public required double ProcessingSeconds { get; init; }

    /// <summary>Changelog records that the state lacked.</summary>
    public required long Replayed { get; init; }

    /// <summary>Clicks that the killed one had not committed.</summary>
    public required long LeftOver { get; init; }
}
