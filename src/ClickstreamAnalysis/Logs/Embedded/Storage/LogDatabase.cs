using ClickstreamAnalysis.Databases;
using RocksDbSharp;

namespace ClickstreamAnalysis.Logs.Embedded.Storage;

/// <summary>Owns the RocksDB instance of an embedded log: its options, handles and disposal. Thread-safe.</summary>
internal sealed class LogDatabase : IDisposable
{
    private const string FormatVersion = "ClickstreamAnalysis embedded log 2";

    // Values of at least this size go to blob files, so RocksDB sorts only keys: four times the write rate.
    private const ulong BlobBytes = 4 * 1024;

    // Values of RocksDB enumerations, which the binding takes as numbers.
    private const byte ForceBottommost = 2;
    private const int ForceBlobs = 0;

    private readonly ManualResetEventSlim _closed = new(false);

    // RocksDB uses the options while it is open; without these references they would be finalized.
    private readonly DbOptions _options;
    private readonly BlockBasedTableOptions _tableOptions;
    private readonly Cache _cache;
    private readonly ReadOptions _readOptions = new();
    private readonly WriteOptions _writeOptions;
    private readonly long _neededBytes;
    private RocksDb _database;

    // One for the owner and one per call in progress; zero while the database is being reopened.
    private int _users = 1;
    private int _isDisposed;

    // A write failed because the disk is full. RocksDB refuses all writes from then on.
    private volatile bool _isFull;

    // The database was closed to be reopened, and opening it failed.
    private volatile bool _isAbsent;

    public LogDatabase(string directory, EmbeddedLogOptions options)
    {
        Directory = directory;
        Description = $"embedded log in '{directory}'";
        _cache = Cache.CreateLru((ulong)options.BlockCacheBytes);
        _tableOptions = new BlockBasedTableOptions();
        BlockTables.Configure(_tableOptions.Handle, _cache.Handle);
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

    /// <summary>The description of the log, for messages.</summary>
    public string Description { get; }

    /// <summary>Keeps the database open until the returned value is disposed.</summary>
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

    /// <summary>Passes the bytes of a row to a reader.</summary>
    /// <returns>False when the row does not exist.</returns>
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

    /// <summary>Creates an iterator. Use it only between <see cref="Enter"/> and the disposal of its result.</summary>
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
                $"The embedded log in '{Directory}' could not be written to: {e.Message} Check the disk's free space and health, then try again.", e);
        }
    }

    /// <summary>
    /// Reopens the database after a write failed because the disk was full, as soon as there is room: RocksDB refuses all writes until
    /// then. Call it from one thread at a time, never between <see cref="Enter"/> and the disposal of its result.
    /// </summary>
    /// <returns>Whether the database was reopened. A failed write may have reappeared.</returns>
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

    /// <summary>Returns a numeric RocksDB property.</summary>
    public long GetNumber(string property)
    {
        using var use = Enter();
        return long.TryParse(_database.GetProperty(property), out var value) ? value : 0;
    }

    /// <summary>Compacts a range of keys, which removes deleted rows.</summary>
    /// <param name="from">The first key, inclusive; null for the start.</param>
    /// <param name="to">The end of the range, exclusive; null for the end.</param>
    /// <param name="withBlobs">Whether live batches are moved out of blob files that contain deleted ones.</param>
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

    /// <summary>Cancels the <see cref="Compact"/> calls in progress and turns later ones into no-ops.</summary>
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

            // Calls in progress take microseconds. After this wait the directory can be opened again.
            _closed.Wait(TimeSpan.FromSeconds(10));
        }
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
                $"The embedded log in '{Directory}' is in use: only one process can open it, and only once. Stop the other one, or " +
                "choose another directory.", e);
        }
        catch (Exception e) when (e is RocksDbException or IOException or UnauthorizedAccessException)
        {
            throw new RecordLogException(
                $"The embedded log in '{Directory}' could not be opened: {e.Message} Check the directory's permissions and the disk; if " +
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
                // The free space is unknown; opening the database will tell.
                return true;
            }
        }
    }

    // Messages of Linux and macOS, of a quota, and of Windows.
    private static bool IsDiskFull(string message) =>
        message.Contains("No space left on device", StringComparison.OrdinalIgnoreCase)
        || message.Contains("quota exceeded", StringComparison.OrdinalIgnoreCase)
        || message.Contains("not enough space on the disk", StringComparison.OrdinalIgnoreCase);

    private RecordLogFullException Full(string detail, Exception? cause) => new(
        $"The disk of the embedded log in '{Directory}' is full ({detail.TrimEnd('.')}). Free some space there; writing then continues without a restart.", cause);

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

    /// <summary>A call in progress.</summary>
    internal readonly struct Use(LogDatabase database) : IDisposable
    {
        public void Dispose() => database.Exit();
    }
}
