namespace ClickstreamAnalysis.Benchmarks.Clicks;

/// <summary>How many users click, and when. By default as in every published figure.</summary>
internal sealed record ClickShape
{
    // A prime above every number of users, so that multiples of it reach each user once.
    private const long Stride = int.MaxValue;

    public int Users { get; init; } = 100_000;

    /// <summary>Visitors at a time; no more than users.</summary>
    public int Present { get; init; } = 2_500;

    public long StartMs { get; init; } = ClickGenerator.StartMs;

    /// <summary>From click to click, in event time.</summary>
    public long StepMicroseconds { get; init; } = 20_000;

    /// <summary>
    /// Whether users come in an order that has nothing to do with their names. Otherwise neighbours come one after the other, and
    /// a store that is sorted by name has it easy.
    /// </summary>
    public bool IsScattered { get; init; }

    /// <summary>The user at a place in the order of users.</summary>
    public int UserAt(int place) => IsScattered ? (int)(place * Stride % Users) : place;
}
