using ClickstreamAnalysis.Databases;
using RocksDbSharp;

namespace ClickstreamAnalysis.State.Databases.RocksDb;

/// <summary>The native option objects of one database, and the cache that all its tables share. Outlives the database.</summary>
internal sealed class RocksDbSettings : IDisposable
{
    private const int BlockBytes = 4096;

    // With the default number of shards, a shard of a small cache would be smaller than a large filter block, which would then be read
    // from disk at every lookup.
    private const int CacheShardBits = 2;

    private readonly NativeHandle _cache;
    private readonly NativeHandle _writeBuffers;
    private readonly NativeHandle _blocks;
    private readonly NativeHandle _options;
    private readonly NativeHandle _read;
    private readonly NativeHandle _write;

    public RocksDbSettings(RocksDbStateOptions options)
    {
        var native = Native.Instance;
        _cache = CreateCache(options.MemoryBytes);
        _writeBuffers = new NativeHandle(
            native.rocksdb_write_buffer_manager_create_with_cache((nuint)options.WriteBufferBytes, _cache.Value, allow_stall: 0),
            static handle => Native.Instance.rocksdb_write_buffer_manager_destroy(handle));
        _blocks = CreateBlockOptions(_cache.Value);
        _options = CreateOptions(options, _blocks.Value, _writeBuffers.Value);
        _read = new NativeHandle(native.rocksdb_readoptions_create(), static handle => Native.Instance.rocksdb_readoptions_destroy(handle));

        // Writes are not synced: a killed process loses nothing, and after a crash of the machine the changelog is replayed.
        _write = new NativeHandle(native.rocksdb_writeoptions_create(), static handle => Native.Instance.rocksdb_writeoptions_destroy(handle));
    }

    /// <summary>Options of the database and of every column family in it.</summary>
    public nint Options => _options.Value;

    public nint ReadOptions => _read.Value;

    public nint WriteOptions => _write.Value;

    /// <summary>Bytes in use: blocks, filters, indexes and write buffers.</summary>
    public long MemoryUsageBytes => (long)Native.Instance.rocksdb_cache_get_usage(_cache.Value);

    public void Dispose()
    {
        _write.Dispose();
        _read.Dispose();
        _options.Dispose();
        _blocks.Dispose();
        _writeBuffers.Dispose();
        _cache.Dispose();
    }

    private static NativeHandle CreateCache(long bytes)
    {
        var native = Native.Instance;
        var lru = native.rocksdb_lru_cache_options_create();
        native.rocksdb_lru_cache_options_set_capacity(lru, (nuint)bytes);
        native.rocksdb_lru_cache_options_set_num_shard_bits(lru, CacheShardBits);
        var cache = native.rocksdb_cache_create_lru_opts(lru);
        native.rocksdb_lru_cache_options_destroy(lru);
        return new NativeHandle(cache, static handle => Native.Instance.rocksdb_cache_destroy(handle));
    }

    private static NativeHandle CreateBlockOptions(nint cache)
    {
        var native = Native.Instance;
        var blocks = native.rocksdb_block_based_options_create();
        native.rocksdb_block_based_options_set_block_size(blocks, (nuint)BlockBytes);
        BlockTables.Configure(blocks, cache);
        return new NativeHandle(blocks, static handle => Native.Instance.rocksdb_block_based_options_destroy(handle));
    }

    private static NativeHandle CreateOptions(RocksDbStateOptions options, nint blocks, nint writeBuffers)
    {
        var native = Native.Instance;
        var handle = native.rocksdb_options_create();
        native.rocksdb_options_set_create_if_missing(handle, 1);
        native.rocksdb_options_set_block_based_table_factory(handle, blocks);
        native.rocksdb_options_set_compression(handle, options.Compress ? Compression.Lz4 : Compression.No);

        // Small arenas: a table with few writes must not take a megabyte.
        native.rocksdb_options_set_write_buffer_manager(handle, writeBuffers);
        native.rocksdb_options_set_write_buffer_size(handle, (nuint)(options.WriteBufferBytes / 2));
        native.rocksdb_options_set_arena_block_size(handle, (nuint)(128 << 10));
        native.rocksdb_options_set_max_write_buffer_number(handle, 3);

        native.rocksdb_options_set_max_total_wal_size(handle, (ulong)options.MaxWriteAheadLogBytes);
        native.rocksdb_options_set_wal_recovery_mode(handle, Recovery.PointInTime);

        // Column families are flushed one by one. Without the write-ahead log they could be reopened at different commits.
        native.rocksdb_options_set_track_and_verify_wals_in_manifest(handle, 1);
        native.rocksdb_options_set_level_compaction_dynamic_level_bytes(handle, 1);
        native.rocksdb_options_set_max_background_jobs(handle, options.BackgroundJobs);
        native.rocksdb_options_set_max_open_files(handle, options.MaxOpenFiles);
        native.rocksdb_options_set_max_file_opening_threads(handle, 1);
        native.rocksdb_options_set_info_log_level(handle, (int)InfoLogLevel.Warn);
        native.rocksdb_options_set_keep_log_file_num(handle, (nuint)3);
        native.rocksdb_options_set_max_log_file_size(handle, (nuint)(1 << 20));
        native.rocksdb_options_set_stats_dump_period_sec(handle, 0);
        return new NativeHandle(handle, static value => Native.Instance.rocksdb_options_destroy(value));
    }
}
