using System.Runtime.InteropServices;

namespace ClickstreamAnalysis.State.Databases.RocksDb;

/// <summary>Owns one native object that needs nothing but to be destroyed once.</summary>
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

    /// <summary>The pointer, for calls made while the owner of this handle is known to be alive.</summary>
    public nint Value => handle;

    protected override bool ReleaseHandle()
    {
        _destroy(handle);
        return true;
    }
}
