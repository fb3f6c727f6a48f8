using System.Collections.Immutable;
using ClickstreamAnalysis.Funnels;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis;

/// <summary>How far one entity got in a funnel: its best attempt so far in one entry bucket. Immutable and thread-safe.</summary>
/// <remarks>
/// <para>
/// An outcome is emitted whenever the best attempt of the bucket changes, and once more, with <see cref="IsFinal"/>, when stream
/// time is past its entry + window + grace period. A final outcome never changes. A later attempt of the same bucket that goes deeper
/// is another outcome with another entry, and becomes final at its own time; an attempt that goes no deeper has no outcome.
/// </para>
/// <para>To keep the latest state, upsert by entity and <see cref="Bucket"/>; to keep one row per attempt, take final outcomes only.</para>
/// </remarks>
[SerdesFrom(typeof(FunnelSerdes))]
public sealed class FunnelOutcome
{
    /// <summary>Creates an outcome.</summary>
    /// <param name="bucket">The bucket of the entry.</param>
    /// <param name="stepCount">How many steps the funnel has.</param>
    /// <param name="stepTimesMs">The times of the steps reached, ascending, in milliseconds since 1970.</param>
    /// <param name="isFinal">Whether it can still change.</param>
    /// <exception cref="ArgumentException">There is no step time, or there are more than steps.</exception>
    public FunnelOutcome(FunnelBucket bucket, int stepCount, ImmutableArray<long> stepTimesMs, bool isFinal)
    {
        if (stepTimesMs.IsDefaultOrEmpty || stepTimesMs.Length > stepCount)
        {
            throw new ArgumentException($"An outcome in a funnel of {stepCount} steps needs 1 to {stepCount} step times.", nameof(stepTimesMs));
        }

        Bucket = bucket;
        StepCount = stepCount;
        StepTimesMs = stepTimesMs;
        IsFinal = isFinal;
    }

    /// <summary>
    /// Outcomes as JSON: <c>{"type":"funnel-outcome","stepsReached":2,"stepCount":3,"stepTimes":[…],"isFinal":false}</c>, followed by
    /// <c>start</c> and <c>end</c> of the bucket unless it holds all time. Times are milliseconds since 1970.
    /// </summary>
    public static ISerde<FunnelOutcome> Serde { get; } = new FunnelOutcomeSerde();

    /// <summary>The bucket of the entry.</summary>
    public FunnelBucket Bucket { get; }

    /// <summary>How many steps the funnel has.</summary>
    public int StepCount { get; }

    /// <summary>How many steps were reached: 1 to <see cref="StepCount"/>.</summary>
    public int StepsReached => StepTimesMs.Length;

    /// <summary>
    /// When the steps were reached, in milliseconds since 1970-01-01T00:00:00Z: each at the first time that its depth could be
    /// reached from this entry.
    /// </summary>
    public ImmutableArray<long> StepTimesMs { get; }

    /// <summary>When the steps were reached, in UTC: <see cref="StepTimesMs"/> as times. A new list for each call.</summary>
    public IReadOnlyList<DateTimeOffset> StepTimes => [.. StepTimesMs.Select(UnixTime.Of)];

    /// <summary>The time of the entry, in milliseconds since 1970-01-01T00:00:00Z.</summary>
    public long EntryTimeMs => StepTimesMs[0];

    /// <summary>The time of the entry, in UTC.</summary>
    public DateTimeOffset EntryTime => UnixTime.Of(EntryTimeMs);

    /// <summary>Whether this attempt is over: it never changes again.</summary>
    public bool IsFinal { get; }

    /// <summary>Whether every step was reached.</summary>
    public bool IsComplete => StepsReached == StepCount;

    /// <summary>From the entry to the deepest step reached: the time to convert when <see cref="IsComplete"/>.</summary>
    public TimeSpan Elapsed => UnixTime.Between(StepTimesMs[0], StepTimesMs[^1]);

    /// <inheritdoc/>
    public override string ToString() => $"{StepsReached} of {StepCount} steps{(IsFinal ? ", final" : "")}";
}
