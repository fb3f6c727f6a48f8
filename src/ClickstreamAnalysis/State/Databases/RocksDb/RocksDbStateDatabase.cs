using System.Buffers;
using System.Buffers.Binary;
using RocksDbSharp;

namespace ClickstreamAnalysis.State.Databases.RocksDb;

/// <summary>The state of one application instance in one RocksDB: a column family per table.</summary>
/// <remarks>
/// The write-ahead log is on but not synced. A killed process loses nothing; after a crash of the machine the database reopens at an
/// earlier commit, and the changelog is replayed from there.
/// </remarks>
internal sealed class RocksDbStateDatabase : StateDatabase
{
    public const int FormatVersion = 1;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, RocksDbStateTable> _tables;
    private readonly RocksDbHandle _handle;
    private ManifestLength? _manifest;
    private StateException? _tableFault;
    private int _openCursors;

    private RocksDbStateDatabase(string directory, RocksDbHandle handle, string[] names, nint[] columnFamilies)
    {
        Directory = directory;
        _handle = handle;
        _tables = new Dictionary<string, RocksDbStateTable>(StringComparer.Ordinal);
        for (var i = 0; i < names.Length; i++)
        {
            _tables.Add(names[i], new RocksDbStateTable(this, names[i], columnFamilies[i]));
        }
    }

    public string Directory { get; }

    /// <summary>The number of cursors that are not disposed yet.</summary>
    public int OpenCursors => Volatile.Read(ref _openCursors);

    /// <summary>Native memory of blocks, filters, indexes and write buffers.</summary>
    public override long MemoryUsageBytes
    {
        get
        {
            using var lease = _handle.Acquire();
            return _handle.Settings.MemoryUsageBytes;
        }
    }

    internal RocksDbHandle Handle => _handle;

    /// <summary>Opens the state in this directory, and creates it when there is none.</summary>
    /// <exception cref="StateDirectoryInUseException">Another instance has it open.</exception>
    /// <exception cref="StateFormatException">It was written in a format that this version does not know.</exception>
    /// <exception cref="StateCorruptedException">Its files are damaged.</exception>
    /// <exception cref="StateDiskFullException">The disk is full.</exception>
    /// <exception cref="StateException">Another fault of the disk, or missing permissions.</exception>
    public static RocksDbStateDatabase Open(string directory, RocksDbStateOptions? options = null)
    {
        directory = Path.GetFullPath(directory);
        CreateDirectory(directory);
        var settings = new RocksDbSettings(options ?? new RocksDbStateOptions());
        RocksDbHandle? handle = null;
        try
        {
            ManifestLength.Check(directory);
            var names = RocksDbFiles.ListColumnFamilies(directory, settings);
            var columnFamilies = new nint[names.Length];
            handle = new RocksDbHandle(RocksDbFiles.Open(directory, settings, names, columnFamilies), settings);
            Array.ForEach(columnFamilies, handle.Own);
            var database = new RocksDbStateDatabase(directory, handle, names, columnFamilies);
            database.CheckFormat();
            database._manifest = ManifestLength.Follow(directory);
            return database;
        }
        catch
        {
            if (handle is null)
            {
                settings.Dispose();
            }

            handle?.Dispose();
            throw;
        }
    }

    public override StateTable OpenTable(string name)
    {
        lock (_gate)
        {
            if (!_tables.TryGetValue(name, out var table))
            {
                if (_tableFault is { } fault)
                {
                    // RocksDB may have created part of that table: it then reports that the table exists, and returns no handle.
                    throw fault;
                }

                using var lease = _handle.Acquire();
                var columnFamily = Native.Instance.rocksdb_create_column_family(lease.Database, _handle.Settings.Options, name, out var error);
                try
                {
                    RocksDbErrors.ThrowIfFailed(error, Directory, "Creating a table");
                }
                catch (StateException failure)
                {
                    _tableFault = failure;
                    throw;
                }

                _handle.Own(columnFamily);
                table = new RocksDbStateTable(this, name, columnFamily);
                _tables.Add(name, table);
            }

            return table;
        }
    }

    /// <summary>Table files and write buffers of each column family.</summary>
    public override IReadOnlyDictionary<string, long> ReadSizes()
    {
        using var lease = _handle.Acquire();
        var sizes = new Dictionary<string, long>();
        lock (_gate)
        {
            foreach (var (name, table) in _tables)
            {
                sizes.Add(name, NumberOf(lease.Database, table, "rocksdb.live-sst-files-size"u8) + NumberOf(lease.Database, table, "rocksdb.cur-size-all-mem-tables"u8));
            }
        }

        return sizes;
    }

    public override StateBatch CreateBatch() => new RocksDbStateBatch(this);

    public override void Apply(StateBatch batch)
    {
        if (batch is not RocksDbStateBatch mine || !ReferenceEquals(mine.Database, this))
        {
            throw new ArgumentException("The batch belongs to another database.", nameof(batch));
        }

        using var lease = _handle.Acquire();
        Native.Instance.rocksdb_write(lease.Database, _handle.Settings.WriteOptions, mine.Handle.Value, out var error);
        RocksDbErrors.ThrowIfFailed(error, Directory, "Writing a commit");
        _manifest?.Remember();
    }

    public override StateSnapshot CreateSnapshot() => new RocksDbStateSnapshot(this);

    /// <summary>Closes the database once the last cursor and call in flight have ended.</summary>
    public override void Dispose()
    {
        _manifest?.Remember();
        _manifest?.Dispose();
        _handle.Dispose();
    }

    internal void CursorOpened() => Interlocked.Increment(ref _openCursors);

    internal void CursorClosed() => Interlocked.Decrement(ref _openCursors);

    private static void CreateDirectory(string directory)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                System.IO.Directory.CreateDirectory(directory);
            }
            else
            {
                // Only this user may read it: the rows hold data of events.
                System.IO.Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw exception is IOException && RocksDbErrors.IsDiskFull(exception.Message)
                ? new StateDiskFullException(directory, exception.Message)
                : new StateException(
                    $"The state directory '{directory}' cannot be created: {exception.Message} Choose a directory that this user may write to.", exception);
        }
    }

    /// <summary>The format is the only row of the default column family, so that no table's name can collide with it.</summary>
    private void CheckFormat()
    {
        var meta = _tables[RocksDbFiles.DefaultColumnFamily];
        ReadOnlySpan<byte> key = "format"u8;
        var found = new ArrayBufferWriter<byte>(sizeof(int));
        if (meta.TryGet(key, found))
        {
            var version = found.WrittenCount == sizeof(int) ? BinaryPrimitives.ReadInt32BigEndian(found.WrittenSpan) : (int?)null;
            if (version != FormatVersion)
            {
                throw new StateFormatException(Directory, version, FormatVersion);
            }

            return;
        }

        if (_tables.Count > 1 || IsWritten(meta))
        {
            throw new StateFormatException(Directory, foundVersion: null, FormatVersion);
        }

        Span<byte> current = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(current, FormatVersion);
        using var batch = CreateBatch();
        batch.Put(meta, key, current);
        Apply(batch);

        // Flush the format to a table file, so that it survives the loss of the write-ahead log. Without it the database would look like
        // a foreign one.
        Flush(meta);
    }

    private void Flush(RocksDbStateTable table)
    {
        using var lease = _handle.Acquire();
        using var options = new NativeHandle(Native.Instance.rocksdb_flushoptions_create(), static handle => Native.Instance.rocksdb_flushoptions_destroy(handle));
        Native.Instance.rocksdb_flush_cf(lease.Database, options.Value, table.ColumnFamily, out var error);
        RocksDbErrors.ThrowIfFailed(error, Directory, "Writing the format");
    }

    /// <summary>Reads a property by its name, which ends with a zero byte as UTF-8 literals do.</summary>
    private static unsafe long NumberOf(nint database, RocksDbStateTable table, ReadOnlySpan<byte> property)
    {
        ulong value = 0;
        fixed (byte* name = property)
        {
            return Native.Instance.rocksdb_property_int_cf(database, table.ColumnFamily, (nint)name, (nint)(&value)) == 0 ? (long)value : 0;
        }
    }

    private static bool IsWritten(StateTable table)
    {
        using var cursor = table.Scan([], []);
        return cursor.MoveNext();
    }
}
