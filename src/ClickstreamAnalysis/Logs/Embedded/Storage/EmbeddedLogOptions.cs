using ClickstreamAnalysis.Validation;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis;

/// <summary>Storage, cleaning and clock options of an <see cref="EmbeddedLog"/>.</summary>
public sealed record EmbeddedLogOptions
{
    /// <summary>
    /// Whether every flush and commit waits until the data is on disk (fsync). Default false: acknowledged records survive a crash
    /// of the process, but a power failure can lose the last seconds, which the operating system has not yet written.
    /// </summary>
    public bool SyncWrites { get; init; }

    /// <summary>
    /// Target size of a record batch, which is stored as one row, in bytes before compression. Default 128 KiB; from 4 KiB to
    /// 16 MiB. Larger batches read faster, but each open partition of a producer uses that much memory.
    /// </summary>
    public int BatchBytes { get; init; } = 128 * 1024;

    /// <summary>
    /// Maximum size of a record in bytes: key, value and headers. Applies to topics created without a limit of their own
    /// (<see cref="TopicSpecification.MaxRecordBytes"/>). Default 1 MiB; at least 1 KiB.
    /// </summary>
    public int MaxRecordBytes { get; init; } = 1024 * 1024;

    /// <summary>Size of a write buffer in bytes; at most two exist. A full buffer is flushed to a file. Default 8 MiB; at least 1 MiB.</summary>
    public long WriteBufferBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>
    /// Size of the block cache in bytes, which holds small rows, indexes and filters. Default 8 MiB; at least 1 MiB. The operating
    /// system caches batches.
    /// </summary>
    public long BlockCacheBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>
    /// Interval of the background work: deleting expired records, cleaning compacted topics and reclaiming disk space. Default
    /// 1 minute; at least 1 second.
    /// </summary>
    public TimeSpan UpkeepInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Maximum memory for cleaning a compacted topic, in bytes, released afterwards: about 34 bytes per key. Default 32 MiB; from
    /// 1 MiB to 1 GiB. A topic with more keys than fit is cleaned in several passes.
    /// </summary>
    public long CleanerMemoryBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>
    /// How long a tombstone stays in a compacted topic after it became the only record of its key, so that readers in progress
    /// still see it. Default 24 hours; at least 1 minute.
    /// </summary>
    public TimeSpan TombstoneRetention { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The clock for session timeouts, transaction timeouts, linger and retention. Default <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Logs failures of the background work; null logs nothing. Default null.</summary>
    public ILogger? Logger { get; init; }

    /// <summary>Checks the options, as the creation of a log does.</summary>
    /// <returns>What is not valid, one whole sentence each, beginning with the name of the option; empty if nothing is.</returns>
    public IReadOnlyList<string> FindMistakes()
    {
        var mistakes = new MistakeList();
        mistakes.AddUnlessBetween(BatchBytes, 4 << 10, 16 << 20, nameof(BatchBytes), " bytes");
        mistakes.AddUnlessBetween(MaxRecordBytes, 1 << 10, int.MaxValue, nameof(MaxRecordBytes), " bytes");
        mistakes.AddUnlessBetween(WriteBufferBytes, 1 << 20, long.MaxValue, nameof(WriteBufferBytes), " bytes");
        mistakes.AddUnlessBetween(BlockCacheBytes, 1 << 20, long.MaxValue, nameof(BlockCacheBytes), " bytes");
        mistakes.AddUnlessAtLeast(UpkeepInterval, TimeSpan.FromSeconds(1), nameof(UpkeepInterval));
        mistakes.AddUnlessBetween(CleanerMemoryBytes, 1 << 20, 1 << 30, nameof(CleanerMemoryBytes), " bytes");
        mistakes.AddUnlessAtLeast(TombstoneRetention, TimeSpan.FromMinutes(1), nameof(TombstoneRetention));
        mistakes.AddUnless(TimeProvider is not null, $"{nameof(TimeProvider)} is null; leave it out for the system's clock.");
        return mistakes.ToArray();
    }

    internal void Validate() => MistakeList.ThrowIfAny($"The {nameof(EmbeddedLogOptions)} are not valid", FindMistakes());
}
