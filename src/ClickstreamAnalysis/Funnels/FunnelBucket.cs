using ClickstreamAnalysis.Funnels;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis;

/// <summary>The window of time, or all time, in which funnel attempts are counted by the time of their entry.</summary>
/// <remarks>Immutable and thread-safe. The default value is <see cref="AllTime"/>.</remarks>
[SerdesFrom(typeof(FunnelSerdes))]
public readonly record struct FunnelBucket
{
    private readonly TimeWindow _window;

    /// <summary>Creates a bucket.</summary>
    /// <param name="window">Its window.</param>
    public FunnelBucket(TimeWindow window) => _window = window;

    /// <summary>The bucket that holds all time.</summary>
    public static FunnelBucket AllTime => default;

    /// <summary>Buckets as JSON: <c>{"start":…,"end":…}</c> in milliseconds since 1970, and <c>{}</c> for all time.</summary>
    public static ISerde<FunnelBucket> Serde { get; } = new FunnelBucketSerde();

    /// <summary>The window; null when the bucket holds all time.</summary>
    public TimeWindow? Window => IsAllTime ? null : _window;

    /// <summary>Whether the bucket holds all time.</summary>
    public bool IsAllTime => _window == default;

    /// <inheritdoc/>
    public override string ToString() => IsAllTime ? "all time" : _window.ToString();
}
