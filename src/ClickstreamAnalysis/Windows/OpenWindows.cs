using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using ClickstreamAnalysis.State.Entries;

namespace ClickstreamAnalysis.Windows;

/// <summary>The open windows of one key, in order of their start.</summary>
internal sealed class OpenWindows<TAggregate> : IHeapContainer
{
    // This object and the header of its array.
    private const int ObjectBytes = 64;

    private Window[] _windows = [];
    private int _count;

    public ReadOnlySpan<Window> All => _windows.AsSpan(0, _count);

    /// <summary>Whether a window has changed since <see cref="TakeChanges"/>.</summary>
    public bool IsChanged { get; set; }

    public long? HeapBytes
    {
        get
        {
            if (!typeof(IHeapSized).IsAssignableFrom(typeof(TAggregate)))
            {
                return null;
            }

            var bytes = ObjectBytes + ((long)Unsafe.SizeOf<Window>() * _windows.Length);
            foreach (ref readonly var window in All)
            {
                bytes += HeapSize.OfSized(window.Value);
            }

            return bytes;
        }
    }

    /// <summary>Gets the value of the window with this start; false when there is no such window.</summary>
    public bool TryGet(long startMs, [MaybeNullWhen(false)] out TAggregate value)
    {
        var end = EndOf(startMs);
        var isThere = end > 0 && _windows[end - 1].StartMs == startMs;
        value = isThere ? _windows[end - 1].Value : default;
        return isThere;
    }

    /// <summary>Gets the window with this start, and creates it if it does not exist. The reference is valid until the next call.</summary>
    public ref Window At(long startMs)
    {
        var at = EndOf(startMs);
        if (at > 0 && _windows[at - 1].StartMs == startMs)
        {
            return ref _windows[at - 1];
        }

        if (_count == _windows.Length)
        {
            Array.Resize(ref _windows, Math.Max(1, _count * 2));
        }

        Array.Copy(_windows, at, _windows, at + 1, _count - at);
        _count++;
        _windows[at] = new Window { StartMs = startMs };
        return ref _windows[at];
    }

    /// <summary>Marks every window as unchanged.</summary>
    public void TakeChanges()
    {
        IsChanged = false;
        foreach (ref var window in _windows.AsSpan(0, _count))
        {
            window.IsChanged = false;
        }
    }

    /// <summary>Removes the first windows.</summary>
    public void RemoveFirst(int count)
    {
        Array.Copy(_windows, count, _windows, 0, _count - count);
        _windows.AsSpan(_count - count, count).Clear();
        _count -= count;
    }

    /// <summary>The number of windows that start at or before this time.</summary>
    private int EndOf(long startMs)
    {
        // Events arrive roughly in order, so search from the end.
        var end = _count;
        while (end > 0 && _windows[end - 1].StartMs > startMs)
        {
            end--;
        }

        return end;
    }

    internal struct Window
    {
        public long StartMs;

        public TAggregate Value;

        /// <summary>The time of the latest event since the last emitted update; not stored in the row.</summary>
        public long LatestMs;

        /// <summary>Whether the window has changed since the last emitted update; not stored in the row.</summary>
        public bool IsChanged;
    }
}
