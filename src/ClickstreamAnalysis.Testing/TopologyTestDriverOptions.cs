namespace ClickstreamAnalysis.Testing;

/// <summary>How a <see cref="TopologyTestDriver"/> runs a topology.</summary>
public sealed record TopologyTestDriverOptions
{
    /// <summary>Partitions of every input and output topic. Default 1.</summary>
    public int Partitions { get; init; } = 1;

    /// <summary>What the wall clock shows at first. Default 2026-01-01T00:00:00Z.</summary>
    public DateTimeOffset Start { get; init; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Seed of the simulated log. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>See <c>StreamsOptions.BadRecords</c>. Default <see cref="BadRecordPolicy.Fail"/>.</summary>
    public BadRecordPolicy BadRecords { get; init; } = BadRecordPolicy.Fail;

    /// <summary>See <c>StreamsOptions.MaxFutureSkew</c>. Default 1 hour.</summary>
    public TimeSpan MaxFutureSkew { get; init; } = TimeSpan.FromHours(1);

    /// <summary>See <c>StreamsOptions.EarliestEventTime</c>. Default null: tests may use small times.</summary>
    public DateTimeOffset? EarliestEventTime { get; init; }

    /// <summary>See <c>StreamsOptions.UnwritableRecords</c>. Default <see cref="UnwritableRecordPolicy.Fail"/>.</summary>
    public UnwritableRecordPolicy UnwritableRecords { get; init; } = UnwritableRecordPolicy.Fail;

    /// <summary>See <c>StreamsOptions.MaxRecordBytes</c>. Default 1 MiB.</summary>
    public int MaxRecordBytes { get; init; } = 1024 * 1024;

    /// <summary>
    /// Whether stores serialize each key and value as a processor reads or puts it, and compare the bytes at commits, to find objects
    /// that were changed without being put again. Default true. Set false for serdes that do not write the same object as
    /// the same bytes each time.
    /// </summary>
    public bool ChecksStores { get; init; } = true;

    /// <summary>See <c>StreamsOptions.IdleTimeout</c>. Default null: never.</summary>
    public TimeSpan? IdleTimeout { get; init; }
}
