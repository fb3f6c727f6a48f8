using RocksDbSharp;

namespace ClickstreamAnalysis.Logs.Embedded.Storage;

/// <summary>Owns the RocksDB of an embedded log: its options, its handles and its end. Thread-safe.</summary>
internal sealed class LogDatabase : IDisposable
{
    private const string FormatVersion = "ClickstreamAnalysis embedded log 2";

    // Values from this size on stand in files of their own, so that RocksDB sorts keys only: four times the write rate.
    private const ulong BlobBytes = 4 * 1024;

    // Values of RocksDB's enumerations, which the binding has as numbers.
    private const byte ForceBottommost = 2;
    private const int ForceBlobs = 0;

    private readonly ManualResetEventSlim _closed = new(false);

    // RocksDB uses the options as long as it is open, and they would be finalised if nothing held them.
    private readonly DbOptions _options;
    private readonly BlockBasedTableOptions _tableOptions;
    private readonly Cache _cache;
    private readonly ReadOptions _readOptions = new();
    private readonly WriteOptions _writeOptions;
    private readonly long _neededBytes;
    private RocksDb _database;

    // One for the owner, and one for each call that is inside; zero while the database is opened again.
    private int _users = 1;
    private int _isDisposed;

    // A write failed for lack of room, since when RocksDB refuses all writes.
    private volatile bool _isFull;

    // It was closed to be opened again, and there was no room for that.
    private volatile bool _isAbsent;

    public LogDatabase(string directory, EmbeddedLogOptions options)
    {
        Directory = directory;
        Description = $"embedded log in '{directory}'";
        _cache = Cache.CreateLru((ulong)options.BlockCacheBytes);
        _tableOptions = TableOptions(_cache);
        _options = new DbOptions()
            .SetCreateIfMissing(true)
            .SetWriteBufferSize((ulong)options.WriteBufferBytes)
            .SetMaxWriteBufferNumber(2)
            .SetCompression(Compression.Lz4)
            .SetMaxOpenFiles(256)
            .SetKeepLogFileNum(2)
            .SetInfoLogLevel(InfoLogLevel.Warn)
            .SetBlockBasedTableFactory(_tableOptions);
        Native.Instance.rocksdb_options_set_stats_dump_period_sec(_options.Handle, 0);
        Native.Instance.rocksdb_options_set_enable_blob_files(_options.Handle, 1);
        Native.Instance.rocksdb_options_set_min_blob_size(_options.Handle, BlobBytes);
        Native.Instance.rocksdb_options_set_blob_file_size(_options.Handle, 64 * 1024 * 1024);
        Native.Instance.rocksdb_options_set_blob_compression_type(_options.Handle, (int)Compression.Lz4);
        _writeOptions = new WriteOptions().SetSync(options.SyncWrites);
        _neededBytes = options.WriteBufferBytes * 2;
        _database = Open();
        try
        {
            CheckFormat();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Directory { get; }

    /// <summary>The log's description, for messages.</summary>
    public string Description { get; }

    /// <summary>Keeps the database open until the result is disposed.</summary>
    public Use Enter()
    {
        var spin = default(SpinWait);
        while (true)
        {
            CheckOpen();
            var users = Volatile.Read(ref _users);
            if (users != 0 && Interlocked.CompareExchange(ref _users, users + 1, users) == users)
            {
                if (_isAbsent)
                {
                    Exit();
                    throw Full("there was no room to open it again", null);
                }

                return new Use(this);
            }

            spin.SpinOnce();
        }
    }

    public void CheckOpen()
    {
        if (Volatile.Read(ref _isDisposed) != 0)
        {
            throw new RecordLogException($"The embedded log in '{Directory}' is closed. Dispose its consumers and producers before it.");
        }
    }

    /// <summary>Gives a row's bytes to a reader.</summary>
    /// <returns>False when there is no such row.</returns>
    public bool TryGet(ReadOnlySpan<byte> key, ISpanDeserializer<bool> reader)
    {
        using var use = Enter();
        return _database.Get(key, reader, null, _readOptions);
    }

    public byte[]? Get(ReadOnlySpan<byte> key)
    {
        using var use = Enter();
        return _database.Get(key, null, _readOptions);
    }

    /// <summary>An iterator; only while <see cref="Enter"/> is in effect.</summary>
    public Iterator NewIterator() => _database.NewIterator(null, _readOptions);

    public void Write(WriteBatch batch)
    {
        using var use = Enter();
        try
        {
            _database.Write(batch, _writeOptions);
        }
        catch (RocksDbException e) when (IsDiskFull(e.Message))
        {
            _isFull = true;
            throw Full(e.Message, e);
        }
        catch (RocksDbException e)
        {
            throw new RecordLogUnavailableException(
                $"The embedded log in '{Directory}' could not be written to: {e.Message} Look at the disk's space and state, then try again.", e);
        }
    }

    /// <summary>
    /// After a write that failed for lack of room: opens the database again as soon as there is room, because RocksDB refuses all writes
    /// until then. One thread at a time, which must not be inside.
    /// </summary>
    /// <returns>Whether it was opened again. A write that failed may have come back with it.</returns>
    /// <exception cref="RecordLogFullException">There is no room yet.</exception>
    public bool ReopenIfFull()
    {
        if (!_isFull)
        {
            return false;
        }

        if (!HasRoom)
        {
            throw Full("there is no room yet", null);
        }

        if (!SpinWait.SpinUntil(() => Interlocked.CompareExchange(ref _users, 0, 1) == 1, TimeSpan.FromSeconds(10)))
        {
            throw Full("there is room, but a compaction is still running", null);
        }

        try
        {
            if (!_isAbsent)
            {
                _isAbsent = true;
                _database.Dispose();
            }

            _database = Open();
            _isAbsent = _isFull = false;
            return true;
        }
        finally
        {
            Volatile.Write(ref _users, 1);
        }
    }

    /// <summary>A number that RocksDB knows about itself.</summary>
    public long GetNumber(string property)
    {
        using var use = Enter();
        return long.TryParse(_database.GetProperty(property), out var value) ? value : 0;
    }

    /// <summary>Rewrites the rows from one key to another without what was deleted.</summary>
    /// <param name="from">The first key; null for the first there is.</param>
    /// <param name="to">The key behind the last; null for all.</param>
    /// <param name="withBlobs">Whether batches that are still there are moved out of files that hold deleted ones.</param>
    public unsafe void Compact(byte[]? from, byte[]? to, bool withBlobs)
    {
        using var use = Enter();
        var native = Native.Instance;
        var options = native.rocksdb_compactoptions_create();
        try
        {
            native.rocksdb_compactoptions_set_exclusive_manual_compaction(options, 0);
            if (withBlobs)
            {
                native.rocksdb_compactoptions_set_bottommost_level_compaction(options, ForceBottommost);
                native.rocksdb_compactoptions_set_blob_garbage_collection_policy(options, ForceBlobs);
                native.rocksdb_compactoptions_set_blob_garbage_collection_age_cutoff(options, 1.0);
            }

            fixed (byte* first = from, limit = to)
            {
                native.rocksdb_compact_range_opt(
                    _database.Handle, options, first, (nuint)(from?.Length ?? 0), limit, (nuint)(to?.Length ?? 0));
            }
        }
        finally
        {
            native.rocksdb_compactoptions_destroy(options);
        }
    }

    /// <summary>Ends <see cref="Compact"/> calls that are under way, and makes later ones do nothing.</summary>
    public void StopCompactions()
    {
        using var use = Enter();
        Native.Instance.rocksdb_disable_manual_compaction(_database.Handle);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            Exit();

            // Who is inside is so for microseconds; after this the directory can be opened again.
            _closed.Wait(TimeSpan.FromSeconds(10));
        }
    }

    /// <summary>What finds a row counts against the cache, in small pieces with a pinned top: else it would grow with what the log holds.</summary>
    private static BlockBasedTableOptions TableOptions(Cache cache)
    {
        var options = new BlockBasedTableOptions()
            .SetBlockCache(cache)
            .SetFilterPolicy(BloomFilterPolicy.Create(10, false))
            .SetIndexType(BlockBasedTableIndexType.TwoLevelIndex)
            .SetCacheIndexAndFilterBlocks(true)
            .SetPinL0FilterAndIndexBlocksInCache(true);
        Native.Instance.rocksdb_block_based_options_set_partition_filters(options.Handle, 1);
        Native.Instance.rocksdb_block_based_options_set_pin_top_level_index_and_filter(options.Handle, 1);
        Native.Instance.rocksdb_block_based_options_set_cache_index_and_filter_blocks_with_high_priority(options.Handle, 1);
        return options;
    }

    private RocksDb Open()
    {
        try
        {
            if (!System.IO.Directory.Exists(Directory))
            {
                if (OperatingSystem.IsWindows())
                {
                    System.IO.Directory.CreateDirectory(Directory);
                }
                else
                {
                    System.IO.Directory.CreateDirectory(Directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                }
            }

            return RocksDb.Open(_options, Directory);
        }
        catch (Exception e) when (e is RocksDbException or IOException && IsDiskFull(e.Message))
        {
            throw Full(e.Message, e);
        }
        catch (RocksDbException e) when (e.Message.Contains("LOCK", StringComparison.Ordinal))
        {
            throw new RecordLogException(
                $"The embedded log in '{Directory}' is in use: one process at a time can open it, and once. Stop the other one, or " +
                "choose another directory.", e);
        }
        catch (Exception e) when (e is RocksDbException or IOException or UnauthorizedAccessException)
        {
            throw new RecordLogException(
                $"The embedded log in '{Directory}' could not be opened: {e.Message} Look at the directory's permissions and the disk; if " +
                "its files are damaged, restore them from a copy or choose another directory.", e);
        }
    }

    private void CheckFormat()
    {
        var found = _database.Get(LogKey.Format, null, _readOptions) is { } bytes ? System.Text.Encoding.UTF8.GetString(bytes) : null;
        if (found == FormatVersion)
        {
            return;
        }

        using (var iterator = NewIterator())
        {
            if (found is not null || iterator.SeekToFirst().Valid())
            {
                throw new RecordLogException(
                    $"The directory '{Directory}' holds {(found is null ? "something else than an embedded log" : "an embedded log of another format")}. " +
                    "Use the version of the library that wrote it, or choose another directory.");
            }
        }

        _database.Put(LogKey.Format, System.Text.Encoding.UTF8.GetBytes(FormatVersion), null, _writeOptions);
    }

    private bool HasRoom
    {
        get
        {
            try
            {
                return new DriveInfo(Directory).AvailableFreeSpace >= _neededBytes;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
            {
                // Not known here: opening finds out.
                return true;
            }
        }
    }

    // Linux and macOS, a quota, and Windows.
    private static bool IsDiskFull(string message) =>
        message.Contains("No space left on device", StringComparison.OrdinalIgnoreCase)
        || message.Contains("quota exceeded", StringComparison.OrdinalIgnoreCase)
        || message.Contains("not enough space on the disk", StringComparison.OrdinalIgnoreCase);

    private RecordLogFullException Full(string detail, Exception? cause) => new(
        $"The disk of the embedded log in '{Directory}' is full ({detail.TrimEnd('.')}). Free some space there; writing goes on by itself.", cause);

    private void Exit()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            if (!_isAbsent)
            {
                _database.Dispose();
            }

            GC.KeepAlive(_options);
            GC.KeepAlive(_tableOptions);
            GC.KeepAlive(_cache);
            _closed.Set();
        }
    }

    /// <summary>A call that is inside.</summary>
    internal readonly struct Use(LogDatabase database) : IDisposable
    {
        public void Dispose() => database.Exit();
    }
}
