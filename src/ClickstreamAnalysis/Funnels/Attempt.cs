namespace ClickstreamAnalysis.Funnels;

/// <summary>The best chain that one entry allows. Immutable.</summary>
/// <param name="EntryMs">The time of the entry.</param>
/// <param name="Depth">How many steps it reached.</param>
/// <param name="StepTimesMs">When it reached each of them, as early as possible; empty once the attempt is final.</param>
internal sealed record Attempt(long EntryMs, int Depth, long[] StepTimesMs)
{
    /// <summary>Its final outcome is out; all that matters of it is how deep it went.</summary>
    public bool IsFinal => StepTimesMs.Length == 0;

    public static Attempt Settled(Attempt attempt) => new(attempt.EntryMs, attempt.Depth, []);

    /// <summary>Whether an outcome made of this one would be the same.</summary>
    public bool Says(Attempt other) =>
        ReferenceEquals(this, other)
        || (EntryMs == other.EntryMs && Depth == other.Depth && StepTimesMs.AsSpan().SequenceEqual(other.StepTimesMs));
}
