using ClickstreamAnalysis.Benchmarks.Measuring;

namespace ClickstreamAnalysis.Benchmarks.Restore;

/// <summary>Everything there is to say about one measurement.</summary>
internal sealed record RestoreResult
{
    public required DateTimeOffset Date { get; init; }

    public required Machine Machine { get; init; }

    /// <summary>The log, and where it ran.</summary>
    public required string Log { get; init; }

    public required RestoreSettings Settings { get; init; }

    /// <summary>Of the clicks that filled the state.</summary>
    public required long ValueBytes { get; init; }

    /// <summary>Processing those clicks.</summary>
    public required RunFigures Build { get; init; }

    /// <summary>Reading the changelog with a client alone.</summary>
    public required RunFigures Bare { get; init; }

    public required string BareLoop { get; init; }

    /// <summary>Restoring all of it.</summary>
    public required RunFigures Full { get; init; }

    public required IReadOnlyList<RestartResult> Restarts { get; init; }
}
