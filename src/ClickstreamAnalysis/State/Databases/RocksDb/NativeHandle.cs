using System.Runtime.InteropServices;

namespace ClickstreamAnalysis.State.Databases.RocksDb;

/// <summary>Owns a native object, and destroys it once.</summary>
internal sealed class NativeHandle : SafeHandle
{
    private readonly Action<nint> _destroy;

    public NativeHandle(nint value, Action<nint> destroy)
        : base(0, ownsHandle: true)
    {
        _destroy = destroy;
        SetHandle(value);
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>The pointer. Valid while the owner of this handle is alive.</summary>
    public nint Value => handle;

    protected override bool ReleaseHandle()
    {
        _destroy(handle);
        return true;
    }
}
