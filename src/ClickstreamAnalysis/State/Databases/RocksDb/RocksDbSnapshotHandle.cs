using System.Runtime.InteropServices;
using RocksDbSharp;

namespace ClickstreamAnalysis.State.Databases.RocksDb;

/// <summary>Owns a native snapshot, and the options of reads from it. The database stays open until it is released.</summary>
internal sealed class RocksDbSnapshotHandle : SafeHandle
{
    private readonly RocksDbHandle _database;

    public RocksDbSnapshotHandle(RocksDbHandle database)
        : base(0, ownsHandle: true)
    {
        database.AddReference();
        _database = database;
        ReadOptions = Native.Instance.rocksdb_readoptions_create();
        SetHandle(Native.Instance.rocksdb_create_snapshot(database.Value));
        Native.Instance.rocksdb_readoptions_set_snapshot(ReadOptions, handle);
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>The pointer. Valid while the owner of this handle is alive.</summary>
    public nint Value => handle;

    /// <summary>Options of point reads.</summary>
    public nint ReadOptions { get; }

    protected override bool ReleaseHandle()
    {
        Native.Instance.rocksdb_readoptions_destroy(ReadOptions);
        Native.Instance.rocksdb_release_snapshot(_database.Value, handle);
        _database.DangerousRelease();
        return true;
    }
}
