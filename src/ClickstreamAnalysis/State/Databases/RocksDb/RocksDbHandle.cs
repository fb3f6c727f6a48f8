using System.Runtime.InteropServices;
using RocksDbSharp;

namespace ClickstreamAnalysis.State.Databases.RocksDb;

/// <summary>
/// Owns an open RocksDB and its column families. Cursors and calls in flight hold a reference, so that closing waits for the
/// last of them.
/// </summary>
internal sealed class RocksDbHandle : SafeHandle
{
    private readonly RocksDbSettings _settings;
    private readonly List<nint> _columnFamilies = [];
    private volatile bool _isClosing;

    public RocksDbHandle(nint database, RocksDbSettings settings)
        : base(0, ownsHandle: true)
    {
        _settings = settings;
        SetHandle(database);
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>The native handle; valid only within a lease of <see cref="Acquire"/>.</summary>
    public nint Value => handle;

    public RocksDbSettings Settings => _settings;

    /// <summary>The column family is destroyed before the database is closed.</summary>
    public void Own(nint columnFamily)
    {
        lock (_columnFamilies)
        {
            _columnFamilies.Add(columnFamily);
        }
    }

    /// <summary>Keeps the database open until the lease is disposed.</summary>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    public Lease Acquire() => new(this);

    /// <summary>Adds a reference for an owner that outlives the call. End it by <see cref="SafeHandle.DangerousRelease"/>.</summary>
    /// <exception cref="ObjectDisposedException">It is closed, or closes as soon as the last reference is gone.</exception>
    public void AddReference()
    {
        ObjectDisposedException.ThrowIf(_isClosing, this);
        var taken = false;
        DangerousAddRef(ref taken);
    }

    protected override void Dispose(bool disposing)
    {
        _isClosing = true;
        base.Dispose(disposing);
    }

    protected override bool ReleaseHandle()
    {
        foreach (var columnFamily in _columnFamilies)
        {
            Native.Instance.rocksdb_column_family_handle_destroy(columnFamily);
        }

        Native.Instance.rocksdb_close(handle);
        _settings.Dispose();
        return true;
    }

    public readonly ref struct Lease
    {
        private readonly RocksDbHandle _owner;

        public Lease(RocksDbHandle owner)
        {
            owner.AddReference();
            _owner = owner;
        }

        public nint Database => _owner.handle;

        public void Dispose() => _owner.DangerousRelease();
    }
}
