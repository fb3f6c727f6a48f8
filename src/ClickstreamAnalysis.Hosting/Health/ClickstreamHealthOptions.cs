namespace ClickstreamAnalysis;

/// <summary>When an application counts as healthy. Not thread-safe.</summary>
public sealed class ClickstreamHealthOptions
{
    /// <summary>The lag, in records over all input partitions of this instance, above which it is not ready; null for no limit. Default 100,000; at least 0.</summary>
    public long? MaxLagRecords { get; set; } = 100_000;

    /// <summary>
    /// How long records may wait in an input partition without a commit of it, and how long a stream thread may be silent, before the application counts as stuck: neither
    /// alive nor ready. Default 2 minutes; more than zero. It should be longer than <see cref="StreamsOptions.CommitInterval"/> and the longest call of an operator.
    /// </summary>
    public TimeSpan NoProgressTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How long an instance without partitions waits for some before it counts as a ready stand-by: with more instances than partitions, some have none. Default 1 minute; at least zero.
    /// </summary>
    public TimeSpan StandbyAfter { get; set; } = TimeSpan.FromMinutes(1);

    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(MaxLagRecords ?? 0, nameof(MaxLagRecords));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(NoProgressTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(StandbyAfter, TimeSpan.Zero);
    }
}
