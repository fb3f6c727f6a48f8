using System.Collections.Immutable;
using ClickstreamAnalysis.Funnels;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis;

/// <summary>
/// How far an attempt has come. With <see cref="FunnelCounting.Uniques"/>, the default, it is the best attempt of an entity in one entry bucket, with
/// <see cref="FunnelCounting.Sessions"/> that of a session, and with <see cref="FunnelCounting.Totals"/> any attempt. Immutable and thread-safe.
/// </summary>
/// <remarks>
/// <para>
/// An outcome is emitted whenever the best attempt of the bucket changes. It is emitted once more, with <see cref="IsFinal"/>, when stream time is
/// past its entry + window + grace period and the attempt was the best one at the end of its window. A later attempt in the same bucket that reaches a
/// deeper step is a separate outcome with its own entry, and becomes final at its own time. An attempt that never was the best one has no outcome.
/// With <see cref="FunnelCounting.Totals"/>, each attempt has outcomes of its own.
/// </para>
/// <para>
/// A final outcome never changes. With exclusions of <see cref="ExclusionEffect.DropAttempt"/> or <see cref="ExclusionEffect.DropEntity"/> it can be
/// emitted again, because a better attempt that had replaced it is dropped, or later than usual, because it was not the best one until then.
/// <see cref="ExclusionEffect.DropEntity"/> can withdraw it.
/// </para>
/// <para>
/// To keep what counts now, with <see cref="FunnelCounting.Uniques"/>, keep a row per entity and <see cref="Bucket"/>. Delete it when an outcome is
/// withdrawn; otherwise replace it, unless it has more <see cref="StepsReached"/>, or as many and an earlier entry: the final outcome of an
/// earlier attempt can come after that of a better, later one. With <see cref="FunnelCounting.Totals"/>, keep a row per entity and
/// <see cref="EntryTimeMs"/>, and always replace it; attempts of one entity that enter in the same millisecond cannot be told apart. With
/// <see cref="FunnelCounting.Sessions"/>, an outcome does not name its session, so there can be a row per session only if the entity is the session.
/// To keep one row per attempt that has ended, take only final and withdrawn outcomes, with entity and entry time as the key.
/// </para>
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
    /// Whether the attempt no longer counts, although an outcome said so before: an exclusion dropped it, or an event that arrived out of order has
    /// put another attempt in its place. The other fields are those of the outcome before. If another attempt of the bucket counts instead, its
    /// outcome follows.
    /// </summary>
    public bool IsWithdrawn { get; init; }

    /// <summary>Whether the outcome was final before, and was emitted then.</summary>
    internal bool IsRepeated { get; init; }

    /// <summary>The times of the steps taken, in milliseconds since 1970-01-01T00:00:00Z, ascending.</summary>
    /// <remarks>
    /// They are the times of one chain of events: of all chains from this entry that take the deepest step, the one that takes it first; of
    /// those the one with the most steps, and then with the earliest times. So each is the earliest time at which its step could be taken from this entry, unless
    /// an earlier event leads no further: an exclusion event follows it, or the window of the next step ends too soon. With steps A, B and C and an exclusion
    /// X between B and C, the events A B X B C give the times of A, the second B, and C. If an exclusion event ends all chains
    /// (<see cref="ExclusionEffect.CapAttempt"/>), they are the times of the steps before it: A B X B X C give those of A and the first B.
    /// With <see cref="FunnelOrder.AnyOrder"/>, the n-th time is that of the n-th different step, whichever it is.
    /// </remarks>
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
        new(Bucket, StepCount, StepTimesMs, IsFinal) { StepsTaken = stepsTaken, Value = Value, IsWithdrawn = IsWithdrawn, IsRepeated = IsRepeated };

    /// <inheritdoc/>
    public override string ToString() => $"{StepsReached} of {StepCount} steps{(IsFinal ? ", final" : "")}{(IsWithdrawn ? ", withdrawn" : "")}";
}
