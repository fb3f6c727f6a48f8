using System.Collections.Immutable;
using ClickstreamAnalysis.Funnels;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis;

/// <summary>The progress of one entity in a funnel: its best attempt so far in one entry bucket. Immutable and thread-safe.</summary>
/// <remarks>
/// <para>
/// An outcome is emitted whenever the best attempt of the bucket changes, and once more, with <see cref="IsFinal"/>, when stream time is
/// past its entry + window + grace period. A final outcome never changes; only <see cref="ExclusionEffect.DropEntity"/> may withdraw it. A later attempt in the same bucket that reaches a deeper step
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
    /// followed by <c>start</c> and <c>end</c> of the bucket unless it covers all time. Times are milliseconds since 1970. Then <c>stepsTaken</c>
    /// if steps were skipped, <c>value</c> with a breakdown, and <c>"isWithdrawn":true</c>.
    /// </summary>
    public static ISerde<FunnelOutcome> Serde { get; } = new FunnelOutcomeSerde();

    private readonly ImmutableArray<int> _stepsTaken;

    /// <summary>The bucket of the entry.</summary>
    public FunnelBucket Bucket { get; }

    /// <summary>The number of steps of the funnel.</summary>
    public int StepCount { get; }

    /// <summary>The number of the deepest step reached: 1 to <see cref="StepCount"/>. Optional steps before it may be skipped.</summary>
    public int StepsReached => _stepsTaken.IsDefault ? StepTimesMs.Length : _stepsTaken[^1];

    /// <summary>The numbers of the steps taken, ascending, one for each of <see cref="StepTimesMs"/>. Without optional steps 1, 2, 3, ….</summary>
    /// <exception cref="ArgumentException">Set to numbers that are not ascending, not 1 to <see cref="StepCount"/>, or not as many as step times.</exception>
    public ImmutableArray<int> StepsTaken
    {
        get => _stepsTaken.IsDefault ? [.. Enumerable.Range(1, StepTimesMs.Length)] : _stepsTaken;
        init
        {
            var isAscending = !value.IsDefault && value.Length == StepTimesMs.Length && value[0] >= 1 && value[^1] <= StepCount
                && value.Zip(value.Skip(1)).All(static pair => pair.First < pair.Second);
            _stepsTaken = isAscending ? value : throw new ArgumentException("The numbers of the steps taken are ascending, one for each step time.", nameof(value));
        }
    }

    /// <summary>The value of the breakdown, or <see cref="FunnelBreakdown.Other"/> or <see cref="FunnelBreakdown.None"/>; null without a breakdown.</summary>
    public string? Value { get; init; }

    /// <summary>
    /// Whether the attempt no longer counts, although an outcome said so before: an exclusion dropped it, or an event that arrived out of
    /// order has put another attempt in its place. The other fields are those of the outcome before.
    /// </summary>
    public bool IsWithdrawn { get; init; }

    /// <summary>
    /// The times of the steps taken, in milliseconds since 1970-01-01T00:00:00Z. Each is the earliest time at which its step could be
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

    internal FunnelOutcome WithSteps(ImmutableArray<int> stepsTaken) =>
        new(Bucket, StepCount, StepTimesMs, IsFinal) { StepsTaken = stepsTaken, Value = Value, IsWithdrawn = IsWithdrawn };

    /// <inheritdoc/>
    public override string ToString() => $"{StepsReached} of {StepCount} steps{(IsFinal ? ", final" : "")}{(IsWithdrawn ? ", withdrawn" : "")}";
}
