using RocksDbSharp;

namespace ClickstreamAnalysis.Databases;

/// <summary>The layout of table files that all RocksDB databases of the library share.</summary>
internal static class BlockTables
{
    private const int BloomBitsPerKey = 10;

    /// <summary>
    /// Adds Bloom filters, and charges filters and indexes to the block cache, so that their memory does not grow with the data. They
    /// are partitioned, with a pinned top level: whole ones of a large file evict each other, and every lookup reads a megabyte.
    /// </summary>
    /// <param name="options">The native table options; they own the filter policy from now on.</param>
    /// <param name="cache">The native cache.</param>
    public static void Configure(nint options, nint cache)
    {
        var native = Native.Instance;
        native.rocksdb_block_based_options_set_block_cache(options, cache);
        native.rocksdb_block_based_options_set_filter_policy(options, native.rocksdb_filterpolicy_create_bloom_full(BloomBitsPerKey));
        native.rocksdb_block_based_options_set_cache_index_and_filter_blocks(options, 1);
        native.rocksdb_block_based_options_set_cache_index_and_filter_blocks_with_high_priority(options, 1);
        native.rocksdb_block_based_options_set_index_type(options, BlockBasedTableIndexType.TwoLevelIndex);
        native.rocksdb_block_based_options_set_partition_filters(options, 1);
        native.rocksdb_block_based_options_set_pin_top_level_index_and_filter(options, 1);
        native.rocksdb_block_based_options_set_pin_l0_filter_and_index_blocks_in_cache(options, 1);
    }
}
