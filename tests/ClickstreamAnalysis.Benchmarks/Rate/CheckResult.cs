namespace ClickstreamAnalysis.Benchmarks.Rate;

/// <summary>What the input was like, and whether the output is what it must be.</summary>
internal sealed record CheckResult
{
    public required long Clicks { get; init; }

    public required long Keys { get; init; }

    public required long ValueBytes { get; init; }

    public required long KeyBytes { get; init; }

    /// <summary>Clicks behind the highest time before them in their partition.</summary>
    public required long OutOfOrder { get; init; }

    public required TimeSpan MostOutOfOrder { get; init; }

    public required long Expected { get; init; }

    public required long Found { get; init; }

    public required long Missing { get; init; }

    public required long Doubled { get; init; }

    public required long Unexpected { get; init; }

    public required bool IsComplete { get; init; }
}
