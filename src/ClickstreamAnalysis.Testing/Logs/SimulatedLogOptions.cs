namespace ClickstreamAnalysis.Testing;

/// <summary>Options of a <see cref="SimulatedLog"/>.</summary>
public sealed record SimulatedLogOptions
{
    /// <summary>The seed of every random choice of the log. Equal seeds and equal calls give equal runs. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>
    /// The probability of each fault, from 0 to 1, each time it is possible. Default empty: no faults.
    /// <see cref="SimulatedLog.CountOf"/> returns how often each fault happened.
    /// </summary>
    public IReadOnlyDictionary<SimulatedFault, double> Faults { get; init; } = new Dictionary<SimulatedFault, double>();

    /// <summary>The clock for session and transaction timeouts. Default <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>
    /// Whether the end of a transaction uses one offset in each partition it wrote to, as on Kafka, which leaves gaps in the
    /// offsets. Default true.
    /// </summary>
    public bool TransactionMarkers { get; init; } = true;

    /// <summary>Maximum size of a record in bytes: key and value. For topics created without a limit of their own. Default 1 MiB.</summary>
    public int MaxRecordBytes { get; init; } = 1024 * 1024;
}
