using System.Collections.Immutable;
using ClickstreamAnalysis.Funnels;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis;

/// <summary>
/// The number of entities that reached each step of a funnel, for entries in one bucket. Each entity counts once, by its deepest attempt
/// in the bucket; or each attempt or session counts, see <see cref="FunnelCounting"/>. Immutable and thread-safe.
/// </summary>
/// <remarks>
/// Open attempts count with the steps that they have reached so far. Counts of a funnel with the default rules never decrease. They can
/// decrease when an exclusion drops an attempt, and when an event that arrives out of order changes which attempts there are.
/// </remarks>
[SerdesFrom(typeof(FunnelSerdes))]
public sealed class FunnelCounts
{
    /// <summary>Creates counts.</summary>
    /// <param name="bucket">The bucket of the entries.</param>
    /// <param name="steps">The steps in order.</param>
    /// <exception cref="ArgumentException"><paramref name="steps"/> is empty.</exception>
    public FunnelCounts(FunnelBucket bucket, ImmutableArray<FunnelStepCount> steps)
    {
        if (steps.IsDefaultOrEmpty)
        {
            throw new ArgumentException("Counts need at least one step.", nameof(steps));
        }

        Bucket = bucket;
        Steps = steps;
    }

    /// <summary>
    /// The serde that writes counts as JSON: <c>{"type":"funnel","steps":[{"name":…,"users":…},…]}</c>, followed by <c>start</c> and
    /// <c>end</c> of the bucket unless it covers all time. Times are milliseconds since 1970.
    /// </summary>
    /// <remarks>
    /// With a breakdown, <c>breakdown</c> lists <c>{"value":…,"users":[…]}</c>. With times to convert, <c>time</c> of a step and
    /// <c>timeToConvert</c> are <c>{"count":…,"sumMs":…,"cells":[…]}</c>: pairs of a cell's number and its count. With both, a value also has
    /// <c>timeToConvert</c>, and <c>times</c> of its steps, of which the first is null.
    /// </remarks>
    public static ISerde<FunnelCounts> Serde { get; } = new FunnelCountsSerde();

    /// <summary>The bucket of the entries.</summary>
    public FunnelBucket Bucket { get; }

    /// <summary>The steps in order. An entity that reached a step also reached all steps before it, except optional ones.</summary>
    public ImmutableArray<FunnelStepCount> Steps { get; }

    /// <summary>The counts by value of the breakdown, in the order of its list, then other values and none; empty without a breakdown.</summary>
    public ImmutableArray<FunnelBreakdown> Breakdown { get; init; } = [];

    /// <summary>
    /// The times from the entry to the last step of complete attempts; null unless <see cref="FunnelDefinition{TKey,TValue}.MeasureTimes"/>
    /// is set.
    /// </summary>
    public FunnelTimes? TimeToConvert { get; init; }

    /// <summary>The fraction of entered entities that reached the last step: 0 to 1.</summary>
    public double ConversionRate => Steps[0].Users == 0 ? 0 : (double)Steps[^1].Users / Steps[0].Users;

    /// <inheritdoc/>
    public override string ToString() => string.Join(" -> ", Steps.Select(step => $"{step.Name} {step.Users}"));
}
