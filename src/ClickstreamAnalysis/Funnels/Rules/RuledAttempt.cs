using System.Numerics;

namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>The best chain from one entry. Immutable.</summary>
/// <param name="Session">The hash of the session; 0 unless sessions are counted.</param>
/// <param name="Held">The hash of the property that is constant across steps; 0 unless there is one.</param>
/// <param name="EntryMs">The time of the entry.</param>
/// <param name="Taken">The steps taken, as a bit mask; 0 stands for an entity that was dropped.</param>
/// <param name="StepTimesMs">The times of the steps taken, ascending. Empty once the attempt is final, unless times are measured.</param>
/// <param name="Value">The number of the breakdown's value.</param>
/// <param name="Effect">The effect of the exclusion event that ended the attempt; null or <see cref="ExclusionEffect.CapAttempt"/> when the attempt counts.</param>
/// <param name="IsFinal">Whether the attempt is closed.</param>
internal sealed record RuledAttempt(
    ulong Session, ulong Held, long EntryMs, uint Taken, long[] StepTimesMs, int Value, ExclusionEffect? Effect, bool IsFinal)
{
    private const int ArrayBytes = 24;

    // Its place in the array, this object, and the header of its times.
    private const int ObjectBytes = 112;

    /// <summary>The number of the deepest step; 0 for an entity that was dropped.</summary>
    public int Depth => 32 - BitOperations.LeadingZeroCount(Taken);

    public bool Counts => Taken != 0 && Effect is null or ExclusionEffect.CapAttempt;

    /// <summary>Whether an outcome of the other attempt would be the same.</summary>
    public bool Says(RuledAttempt other) =>
        ReferenceEquals(this, other)
        || (EntryMs == other.EntryMs && Taken == other.Taken && Value == other.Value && Held == other.Held
            && (StepTimesMs.Length == 0 || other.StepTimesMs.Length == 0 || StepTimesMs.AsSpan().SequenceEqual(other.StepTimesMs)));

    /// <summary>Whether this attempt is better than one of the same session and bucket: deeper, and among equally deep ones earlier.</summary>
    public bool IsBetterThan(RuledAttempt? other) => IsBetter(Depth, EntryMs, Held, other);

    /// <summary>Whether an attempt is better than another one of the same session and bucket.</summary>
    public static bool IsBetter(int depth, long entryMs, ulong held, RuledAttempt? other)
    {
        if (other is null || depth != other.Depth)
        {
            return depth > (other?.Depth ?? 0);
        }

        return entryMs != other.EntryMs ? entryMs < other.EntryMs : held < other.Held;
    }

    /// <summary>The bytes of attempts and their array on the heap.</summary>
    public static long HeapBytesOf(RuledAttempt[] attempts)
    {
        var bytes = attempts.Length == 0 ? 0L : ArrayBytes;
        foreach (var attempt in attempts)
        {
            bytes += ObjectBytes + (sizeof(long) * attempt.StepTimesMs.Length);
        }

        return bytes;
    }
}
