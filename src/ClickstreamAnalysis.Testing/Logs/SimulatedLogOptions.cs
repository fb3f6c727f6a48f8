namespace ClickstreamAnalysis.Testing;

/// <summary>How a <see cref="SimulatedLog"/> behaves.</summary>
public sealed record SimulatedLogOptions
{
    /// <summary>Where every chance of this log starts: equal seeds and equal calls give equal runs. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>
    /// How likely each fault is, from 0 to 1, each time it could happen. Default empty: nothing goes wrong.
    /// <see cref="SimulatedLog.CountOf"/> tells how often each did.
    /// </summary>
    public IReadOnlyDictionary<SimulatedFault, double> Faults { get; init; } = new Dictionary<SimulatedFault, double>();

    /// <summary>The clock of session and transaction timeouts. Default <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>
    /// Whether the end of a transaction takes an offset in each partition it wrote to, as on Kafka, so that offsets have
    /// gaps. Default true.
    /// </summary>
    public bool TransactionMarkers { get; init; } = true;

    /// <summary>The most bytes of key and value in one record, for topics created without a limit of their own. Default 1 MiB.</summary>
    public int MaxRecordBytes { get; init; } = 1024 * 1024;
}
