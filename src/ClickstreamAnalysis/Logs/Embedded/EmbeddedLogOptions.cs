using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Logs.Embedded;

/// <summary>How an <see cref="EmbeddedLog"/> stores what it is given.</summary>
public sealed record EmbeddedLogOptions
{
    /// <summary>
    /// Whether every flush and commit waits until the disk has it. Default false: what was acknowledged survives the end of
    /// the process in any way, but not a power failure within the seconds before the system writes it out.
    /// </summary>
    public bool SyncWrites { get; init; }

    /// <summary>
    /// How many bytes of records are stored as one row, uncompressed. Default 128 KiB; from 4 KiB to 16 MiB. Larger is faster to
    /// read through and costs each open partition of a producer as much memory.
    /// </summary>
    public int BatchBytes { get; init; } = 128 * 1024;

    /// <summary>The most bytes of key, value and headers in one record. Default 1 MiB; at least 1 KiB.</summary>
    public int MaxRecordBytes { get; init; } = 1024 * 1024;

    /// <summary>How many bytes gather in memory before they go to a file; two such buffers exist at most. Default 8 MiB; at least 1 MiB.</summary>
    public long WriteBufferBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>The size of the cache of small rows. Default 8 MiB; at least 1 MiB. Batches are cached by the operating system.</summary>
    public long BlockCacheBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>The clock of session timeouts, transaction timeouts and retention. Default <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where faults of the work in the background are reported; null for nowhere. Default null.</summary>
    public ILogger? Logger { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchBytes, 4 * 1024);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(BatchBytes, 16 * 1024 * 1024);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxRecordBytes, 1024);
        ArgumentOutOfRangeException.ThrowIfLessThan(WriteBufferBytes, 1024 * 1024);
        ArgumentOutOfRangeException.ThrowIfLessThan(BlockCacheBytes, 1024 * 1024);
        ArgumentNullException.ThrowIfNull(TimeProvider);
    }
}
