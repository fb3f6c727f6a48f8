using System.Collections.Immutable;
using ClickstreamAnalysis.Funnels;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis;

/// <summary>
/// How many entities reached each step of a funnel, of those with an entry in one bucket: each entity once, by its deepest
/// attempt in the bucket. Immutable and thread-safe.
/// </summary>
/// <remarks>Attempts that are not over count by what they have reached so far, so numbers only ever grow.</remarks>
[SerdesFrom(typeof(FunnelSerdes))]
public sealed class FunnelCounts
{
    /// <summary>Creates counts.</summary>
    /// <param name="bucket">The bucket.</param>
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
    /// Counts as JSON: <c>{"type":"funnel","steps":[{"name":…,"users":…},…]}</c>, with <c>start</c> and <c>end</c> of the bucket
    /// behind the steps unless it holds all time. Times are milliseconds since 1970.
    /// </summary>
    public static ISerde<FunnelCounts> Serde { get; } = new FunnelCountsSerde();

    /// <summary>The bucket of the entries.</summary>
    public FunnelBucket Bucket { get; }

    /// <summary>The steps in order; who reached a step reached those before it.</summary>
    public ImmutableArray<FunnelStepCount> Steps { get; }

    /// <summary>The part of those who entered that reached the last step: 0 to 1.</summary>
    public double ConversionRate => Steps[0].Users == 0 ? 0 : (double)Steps[^1].Users / Steps[0].Users;

    /// <inheritdoc/>
    public override string ToString() => string.Join(" -> ", Steps.Select(step => $"{step.Name} {step.Users}"));
}
