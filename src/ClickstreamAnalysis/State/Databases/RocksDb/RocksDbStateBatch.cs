using RocksDbSharp;

namespace ClickstreamAnalysis.State.Databases.RocksDb;

/// <summary>A native write batch over column families. Used by one thread at a time.</summary>
internal sealed unsafe class RocksDbStateBatch : StateBatch
{
    private readonly RocksDbStateDatabase _database;
    private readonly NativeHandle _handle = new(
        Native.Instance.rocksdb_writebatch_create(),
        static handle => Native.Instance.rocksdb_writebatch_destroy(handle));

    public RocksDbStateBatch(RocksDbStateDatabase database) => _database = database;

    public NativeHandle Handle => _handle;

    public RocksDbStateDatabase Database => _database;

    public override bool IsEmpty => Native.Instance.rocksdb_writebatch_count(OpenHandle()) == 0;

    public override void Put(StateTable table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        fixed (byte* keyPointer = key)
        fixed (byte* valuePointer = value)
        {
            Native.Instance.rocksdb_writebatch_put_cf(
                OpenHandle(), ColumnFamily(table), keyPointer, (nuint)key.Length, valuePointer, (nuint)value.Length);
        }
    }

    public override void Delete(StateTable table, ReadOnlySpan<byte> key)
    {
        fixed (byte* pointer = key)
        {
            Native.Instance.rocksdb_writebatch_delete_cf(OpenHandle(), ColumnFamily(table), pointer, (nuint)key.Length);
        }
    }

    public override void DeleteRange(StateTable table, ReadOnlySpan<byte> from, ReadOnlySpan<byte> toExclusive)
    {
        fixed (byte* fromPointer = from)
        fixed (byte* toPointer = toExclusive)
        {
            Native.Instance.rocksdb_writebatch_delete_range_cf(
                OpenHandle(), ColumnFamily(table), fromPointer, (nuint)from.Length, toPointer, (nuint)toExclusive.Length);
        }
    }

    public override void Clear() => Native.Instance.rocksdb_writebatch_clear(OpenHandle());

    public override void Dispose() => _handle.Dispose();

    private nint OpenHandle()
    {
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        return _handle.Value;
    }

    private nint ColumnFamily(StateTable table) =>
        table is RocksDbStateTable mine && ReferenceEquals(mine.Database, _database)
            ? mine.ColumnFamily
            : throw new ArgumentException($"The table '{table.Name}' belongs to another database than this batch.", nameof(table));
}
