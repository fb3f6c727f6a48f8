using ClickstreamAnalysis.Funnels;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis;

/// <summary>A span of time that funnel attempts are counted in, by the time of their entry: half-open, <c>[start, end)</c>.</summary>
/// <remarks>Immutable and thread-safe. The default value is <see cref="AllTime"/>.</remarks>
[SerdesFrom(typeof(FunnelSerdes))]
public readonly record struct FunnelBucket
{
    /// <summary>Creates a bucket.</summary>
    /// <param name="startMs">Its first millisecond, since 1970-01-01T00:00:00Z.</param>
    /// <param name="endMs">The millisecond behind its last one.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="endMs"/> is not after <paramref name="startMs"/>.</exception>
    public FunnelBucket(long startMs, long endMs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(endMs, startMs);
        StartMs = startMs;
        EndMs = endMs;
    }

    /// <summary>The bucket that holds all time.</summary>
    public static FunnelBucket AllTime => default;

    /// <summary>Buckets as JSON: <c>{"start":…,"end":…}</c> in milliseconds since 1970, and <c>{}</c> for all time.</summary>
    public static ISerde<FunnelBucket> Serde { get; } = new FunnelBucketSerde();

    /// <summary>The first millisecond, inclusive, since 1970-01-01T00:00:00Z; null when the bucket holds all time.</summary>
    public long? StartMs { get; }

    /// <summary>The end, exclusive, in milliseconds since 1970-01-01T00:00:00Z; null when the bucket holds all time.</summary>
    public long? EndMs { get; }

    /// <summary>Whether the bucket holds all time.</summary>
    public bool IsAllTime => StartMs is null;
}
