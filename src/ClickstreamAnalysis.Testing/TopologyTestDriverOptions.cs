namespace ClickstreamAnalysis.Testing;

/// <summary>Options of a <see cref="TopologyTestDriver"/>.</summary>
public sealed record TopologyTestDriverOptions
{
    /// <summary>The number of partitions of each input and output topic. Default 1.</summary>
    public int Partitions { get; init; } = 1;

    /// <summary>The initial time of the wall clock. Default 2026-01-01T00:00:00Z.</summary>
    public DateTimeOffset Start { get; init; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The seed of the simulated log. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>See <c>StreamsOptions.BadRecords</c>. Default <see cref="BadRecordPolicy.Fail"/>.</summary>
    public BadRecordPolicy BadRecords { get; init; } = BadRecordPolicy.Fail;

    /// <summary>
    /// See <c>StreamsOptions.MaxFutureSkew</c>. Default 36 500 days, so that tests can use any date without setting
    /// <see cref="Start"/>; times in another unit than milliseconds are still rejected. The default of an application is 1 hour.
    /// </summary>
    public TimeSpan MaxFutureSkew { get; init; } = TimeSpan.FromDays(36_500);

    /// <summary>See <c>StreamsOptions.EarliestEventTime</c>. Default null, so that tests can use small timestamps.</summary>
    public DateTimeOffset? EarliestEventTime { get; init; }

    /// <summary>See <c>StreamsOptions.UnwritableRecords</c>. Default <see cref="UnwritableRecordPolicy.Fail"/>.</summary>
    public UnwritableRecordPolicy UnwritableRecords { get; init; } = UnwritableRecordPolicy.Fail;

    /// <summary>See <c>StreamsOptions.MaxRecordBytes</c>. Default 1 MiB.</summary>
    public int MaxRecordBytes { get; init; } = 1024 * 1024;

    /// <summary>
    /// Whether stores serialize each key and value that a processor reads or puts, and compare the bytes at commits to detect
    /// objects that were changed without being put again. Default true. Set it to false for serdes that do not always write the
    /// same object as the same bytes.
    /// </summary>
    public bool ChecksStores { get; init; } = true;

    /// <summary>See <c>StreamsOptions.IdleTimeout</c>. Default null: never.</summary>
    public TimeSpan? IdleTimeout { get; init; }
}
