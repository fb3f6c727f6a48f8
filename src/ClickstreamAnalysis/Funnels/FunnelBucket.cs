using ClickstreamAnalysis.Funnels;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis;

/// <summary>The time window, or all time, in which funnel attempts are counted by their entry time.</summary>
/// <remarks>Immutable and thread-safe. The default value is <see cref="AllTime"/>.</remarks>
[SerdesFrom(typeof(FunnelSerdes))]
public readonly record struct FunnelBucket
{
    private readonly TimeWindow _window;

    /// <summary>Creates a bucket.</summary>
    /// <param name="window">The window of the bucket.</param>
    public FunnelBucket(TimeWindow window) => _window = window;

    /// <summary>The bucket that covers all time.</summary>
    public static FunnelBucket AllTime => default;

    /// <summary>
    /// The serde that writes buckets as JSON: <c>{"start":…,"end":…}</c> in milliseconds since 1970, and <c>{}</c> for all time.
    /// </summary>
    public static ISerde<FunnelBucket> Serde { get; } = new FunnelBucketSerde();

    /// <summary>The window; null when the bucket covers all time.</summary>
    public TimeWindow? Window => IsAllTime ? null : _window;

    /// <summary>Whether the bucket covers all time.</summary>
    public bool IsAllTime => _window == default;

    /// <inheritdoc/>
    public override string ToString() => IsAllTime ? "all time" : _window.ToString();
}
