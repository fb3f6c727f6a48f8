using System.Collections.Immutable;
using ClickstreamAnalysis.Funnels;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis;

/// <summary>The progress of one entity in a funnel: its best attempt so far in one entry bucket. Immutable and thread-safe.</summary>
/// <remarks>
/// <para>
/// An outcome is emitted whenever the best attempt of the bucket changes, and once more, with <see cref="IsFinal"/>, when stream time is
/// past its entry + window + grace period. A final outcome never changes. A later attempt in the same bucket that reaches a deeper step
/// is a separate outcome with its own entry, and becomes final at its own time. An attempt that does not reach a deeper step has no
/// outcome.
/// </para>
/// <para>To keep the latest state, upsert by entity and <see cref="Bucket"/>. To keep one row per attempt, use final outcomes only.</para>
/// </remarks>
[SerdesFrom(typeof(FunnelSerdes))]
public sealed class FunnelOutcome
{
    /// <summary>Creates an outcome.</summary>
    /// <param name="bucket">The bucket of the entry.</param>
    /// <param name="stepCount">The number of steps of the funnel.</param>
    /// <param name="stepTimesMs">The times of the steps reached, ascending, in milliseconds since 1970.</param>
    /// <param name="isFinal">Whether the outcome is final and never changes again.</param>
    /// <exception cref="ArgumentException">There is no step time, or there are more step times than steps.</exception>
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
    /// The serde that writes outcomes as JSON: <c>{"type":"funnel-outcome","stepsReached":2,"stepCount":3,"stepTimes":[…],"isFinal":false}</c>,
    /// followed by <c>start</c> and <c>end</c> of the bucket unless it covers all time. Times are milliseconds since 1970.
    /// </summary>
    public static ISerde<FunnelOutcome> Serde { get; } = new FunnelOutcomeSerde();

    /// <summary>The bucket of the entry.</summary>
    public FunnelBucket Bucket { get; }

    /// <summary>The number of steps of the funnel.</summary>
    public int StepCount { get; }

    /// <summary>The number of steps reached: 1 to <see cref="StepCount"/>.</summary>
    public int StepsReached => StepTimesMs.Length;

    /// <summary>
    /// The times of the steps reached, in milliseconds since 1970-01-01T00:00:00Z. Each is the earliest time at which its step could be
    /// reached from this entry.
    /// </summary>
    public ImmutableArray<long> StepTimesMs { get; }

    /// <summary>The times of the steps reached, in UTC; the same as <see cref="StepTimesMs"/>. Each call creates a new list.</summary>
    public IReadOnlyList<DateTimeOffset> StepTimes => [.. StepTimesMs.Select(UnixTime.Of)];

    /// <summary>The time of the entry, in milliseconds since 1970-01-01T00:00:00Z.</summary>
    public long EntryTimeMs => StepTimesMs[0];

    /// <summary>The time of the entry, in UTC.</summary>
    public DateTimeOffset EntryTime => UnixTime.Of(EntryTimeMs);

    /// <summary>Whether the attempt is final and never changes again.</summary>
    public bool IsFinal { get; }

    /// <summary>Whether all steps were reached.</summary>
    public bool IsComplete => StepsReached == StepCount;

    /// <summary>The time from the entry to the deepest step reached; the time to convert when <see cref="IsComplete"/>.</summary>
    public TimeSpan Elapsed => UnixTime.Between(StepTimesMs[0], StepTimesMs[^1]);

    /// <inheritdoc/>
    public override string ToString() => $"{StepsReached} of {StepCount} steps{(IsFinal ? ", final" : "")}";
}
