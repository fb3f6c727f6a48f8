namespace ClickstreamAnalysis.Funnels;

/// <summary>The best chain from one entry. Immutable.</summary>
/// <param name="EntryMs">The time of the entry.</param>
/// <param name="Depth">The number of steps reached.</param>
/// <param name="StepTimesMs">The earliest time at which each step was reached; empty once the attempt is final.</param>
internal sealed record Attempt(long EntryMs, int Depth, long[] StepTimesMs)
{
    /// <summary>Whether the final outcome was emitted; only the depth of the attempt still matters.</summary>
    public bool IsFinal => StepTimesMs.Length == 0;

    public static Attempt Settled(Attempt attempt) => new(attempt.EntryMs, attempt.Depth, []);

    /// <summary>Whether an outcome of the other attempt would be the same.</summary>
    public bool Says(Attempt other) =>
        ReferenceEquals(this, other)
        || (EntryMs == other.EntryMs && Depth == other.Depth && StepTimesMs.AsSpan().SequenceEqual(other.StepTimesMs));
}
