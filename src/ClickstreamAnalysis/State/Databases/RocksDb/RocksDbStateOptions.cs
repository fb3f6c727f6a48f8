namespace ClickstreamAnalysis.State.Databases.RocksDb;

/// <summary>The limits of a state database.</summary>
/// <remarks>
/// <see cref="MemoryBytes"/> is one budget for blocks, filters, indexes and write buffers together, whatever the number of
/// tables: write buffers are charged to the block cache.
/// </remarks>
internal sealed record RocksDbStateOptions
{
    /// <summary>The native memory budget of the database; at least 8 MiB.</summary>
    public long MemoryBytes { get; init; } = 64L << 20;

    /// <summary>The maximum number of open files; at least 32.</summary>
    public int MaxOpenFiles { get; init; } = 256;

    /// <summary>The number of threads that flush and compact.</summary>
    public int BackgroundJobs { get; init; } = 2;

    /// <summary>Whether levels that are rarely rewritten are compressed with LZ4: less disk, slightly slower reads.</summary>
    public bool Compress { get; init; }

    /// <summary>The part of the memory budget for unflushed writes.</summary>
    public long WriteBufferBytes => MemoryBytes / 4;

    /// <summary>The maximum size of the write-ahead log, which is read again at start.</summary>
    public long MaxWriteAheadLogBytes => WriteBufferBytes * 2;
}
