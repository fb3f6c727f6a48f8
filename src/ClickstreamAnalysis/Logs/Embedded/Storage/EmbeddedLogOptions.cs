using ClickstreamAnalysis.Validation;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis;

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

    /// <summary>
    /// The most bytes of key, value and headers in one record, for topics that were created without a limit of their own
    /// (<see cref="TopicSpecification.MaxRecordBytes"/>). Default 1 MiB; at least 1 KiB.
    /// </summary>
    public int MaxRecordBytes { get; init; } = 1024 * 1024;

    /// <summary>How many bytes gather in memory before they go to a file; two such buffers exist at most. Default 8 MiB; at least 1 MiB.</summary>
    public long WriteBufferBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>
    /// The size of the cache of small rows and of what finds rows. Default 8 MiB; at least 1 MiB. Batches are cached by the operating system.
    /// </summary>
    public long BlockCacheBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>
    /// How often old records are deleted, compacted topics cleaned and space given back, in the background. Default 1 minute; at
    /// least 1 second.
    /// </summary>
    public TimeSpan UpkeepInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The most memory that cleaning a compacted topic takes, for as long as it lasts: about 34 bytes for each key. Default 32 MiB; at
    /// least 1 MiB. With more keys than fit, a topic is cleaned in several rounds. At most 1 GiB.
    /// </summary>
    public long CleanerMemoryBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>
    /// How long the tombstone of a key stays in a compacted topic after it became the key's only record, for readers that are
    /// under way to see it. Default 24 hours; at least 1 minute.
    /// </summary>
    public TimeSpan TombstoneRetention { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The clock of session timeouts, transaction timeouts, linger and retention. Default <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where faults of the work in the background are reported; null for nowhere. Default null.</summary>
    public ILogger? Logger { get; init; }

    internal void Validate()
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
        mistakes.ThrowIfAny($"The {nameof(EmbeddedLogOptions)} are not valid");
    }
}
