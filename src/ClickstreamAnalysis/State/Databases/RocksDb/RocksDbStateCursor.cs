using RocksDbSharp;

namespace ClickstreamAnalysis.State.Databases.RocksDb;

/// <summary>A native iterator, from a key to a bound. Used by one thread.</summary>
internal sealed unsafe class RocksDbStateCursor : StateCursor
{
    private readonly RocksDbStateDatabase _database;
    private readonly RocksDbCursorHandle _handle;
    private bool _started;
    private bool _disposed;

    public RocksDbStateCursor(RocksDbStateTable table, ReadOnlySpan<byte> from, ReadOnlySpan<byte> toExclusive, nint snapshot = 0)
    {
        _database = table.Database;
        _handle = new RocksDbCursorHandle(_database.Handle, table.ColumnFamily, toExclusive, snapshot);
        _database.CursorOpened();
        fixed (byte* pointer = from)
        {
            if (from.IsEmpty)
            {
                Native.Instance.rocksdb_iter_seek_to_first(_handle.Value);
            }
            else
            {
                Native.Instance.rocksdb_iter_seek(_handle.Value, pointer, (nuint)from.Length);
            }
        }
    }

    public override ReadOnlySpan<byte> Key
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var pointer = Native.Instance.rocksdb_iter_key(_handle.Value, out var length);
            return new ReadOnlySpan<byte>((void*)pointer, (int)length);
        }
    }

    public override ReadOnlySpan<byte> Value
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var pointer = Native.Instance.rocksdb_iter_value(_handle.Value, out var length);
            return new ReadOnlySpan<byte>((void*)pointer, (int)length);
        }
    }

    public override bool MoveNext()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_started)
        {
            Native.Instance.rocksdb_iter_next(_handle.Value);
        }

        if (Native.Instance.rocksdb_iter_valid(_handle.Value) != 0)
        {
            _started = true;
            return true;
        }

        // The iterator is invalid at the end and after a failure; its status tells which. It must not be moved past the end.
        _started = false;
        Native.Instance.rocksdb_iter_get_error(_handle.Value, out var error);
        RocksDbErrors.ThrowIfFailed(error, _database.Directory, "Scanning rows");
        return false;
    }

    public override void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _handle.Dispose();
            _database.CursorClosed();
        }
    }
}
