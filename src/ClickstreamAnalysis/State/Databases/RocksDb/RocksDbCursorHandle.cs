using System.Runtime.InteropServices;
using RocksDbSharp;

namespace ClickstreamAnalysis.State.Databases.RocksDb;

/// <summary>Owns a native iterator, its options, and the bound that the options refer to.</summary>
internal sealed unsafe class RocksDbCursorHandle : SafeHandle
{
    private readonly RocksDbHandle _database;
    private readonly nint _options;
    private readonly void* _bound;

    public RocksDbCursorHandle(RocksDbHandle database, nint columnFamily, ReadOnlySpan<byte> toExclusive, nint snapshot)
        : base(0, ownsHandle: true)
    {
        database.AddReference();
        _database = database;

        // RocksDB keeps pointers to both for as long as the iterator lives.
        _options = Native.Instance.rocksdb_readoptions_create();
        if (!toExclusive.IsEmpty)
        {
            _bound = NativeMemory.Alloc((nuint)toExclusive.Length);
            toExclusive.CopyTo(new Span<byte>(_bound, toExclusive.Length));
            Native.Instance.rocksdb_readoptions_set_iterate_upper_bound(_options, (byte*)_bound, (nuint)toExclusive.Length);
        }

        if (snapshot != 0)
        {
            Native.Instance.rocksdb_readoptions_set_snapshot(_options, snapshot);
        }

        SetHandle(Native.Instance.rocksdb_create_iterator_cf(database.Value, _options, columnFamily));
    }

    public override bool IsInvalid => handle == 0;

    public nint Value => handle;

    protected override bool ReleaseHandle()
    {
        Native.Instance.rocksdb_iter_destroy(handle);
        Native.Instance.rocksdb_readoptions_destroy(_options);
        NativeMemory.Free(_bound);
        _database.DangerousRelease();
        return true;
    }
}
