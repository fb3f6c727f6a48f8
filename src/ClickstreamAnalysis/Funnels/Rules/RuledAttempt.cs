using System.Numerics;

namespace ClickstreamAnalysis.Funnels.Rules;

/// <summary>The best chain from one entry. Immutable but for its end.</summary>
/// <param name="Session">The hash of the session; 0 unless sessions are counted.</param>
/// <param name="Held">The hash of the property that is constant across steps; 0 unless there is one.</param>
/// <param name="EntryMs">The time of the entry.</param>
/// <param name="Taken">The steps taken, as a bit mask; 0 stands for an entity that was dropped.</param>
/// <param name="LaterMs">The times of the steps taken after the first, which is taken at the entry; ascending. Empty once the attempt is final, unless times are needed.</param>
/// <param name="Value">The number of the breakdown's value.</param>
/// <param name="Effect">The effect of the exclusion event that ended the attempt; null or <see cref="ExclusionEffect.CapAttempt"/> when the attempt counts.</param>
/// <param name="IsFinal">Whether the attempt is closed.</param>
internal sealed record RuledAttempt(
    ulong Session, ulong Held, long EntryMs, uint Taken, long[] LaterMs, int Value, ExclusionEffect? Effect, bool IsFinal)
{
    private const int ObjectBytes = 64;
    private const int ArrayBytes = 24;

    // A byte, because a task has an attempt of each of its entities in memory.
    private readonly byte _effect = EffectCode.Of(Effect);

    public ExclusionEffect? Effect => EffectCode.EffectOf(_effect);

    public bool IsFinal { get; private set; } = IsFinal;

    /// <summary>The time of the deepest step. The times must be known.</summary>
    public long LastMs => LaterMs.Length == 0 ? EntryMs : LaterMs[^1];

    /// <summary>The bytes of the attempt on the heap.</summary>
    public long HeapBytes => ObjectBytes + (LaterMs.Length == 0 ? 0 : ArrayBytes + (sizeof(long) * (long)LaterMs.Length));

    /// <summary>The number of the deepest step; 0 for an entity that was dropped.</summary>
    public int Depth => 32 - BitOperations.LeadingZeroCount(Taken);

    /// <summary>Whether the outcome of the attempt can still change.</summary>
    public bool IsOpen => !IsFinal && Taken != 0;

    public bool Counts => Taken != 0 && Effect is null or ExclusionEffect.CapAttempt;

    /// <summary>Whether an outcome of the other attempt would be the same.</summary>
    public bool Says(RuledAttempt other) =>
        ReferenceEquals(this, other)
        || (EntryMs == other.EntryMs && Taken == other.Taken && Value == other.Value && Held == other.Held
            && (LaterMs.Length == 0 || other.LaterMs.Length == 0 || LaterMs.AsSpan().SequenceEqual(other.LaterMs)));

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

    /// <summary>Makes the attempt final. It must not be one that others still take for open.</summary>
    public RuledAttempt Close()
    {
        IsFinal = true;
        return this;
    }

    /// <summary>The time of a step taken. The times must be known.</summary>
    /// <param name="index">0 for the first step that was taken, 1 for the next one, and so on.</param>
    public long TimeMs(int index) => index == 0 ? EntryMs : LaterMs[index - 1];
}
