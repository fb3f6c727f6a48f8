using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using ClickstreamAnalysis.State.Entries;

namespace ClickstreamAnalysis.Windows.Sliding;

/// <summary>
/// The events of one key that may still be in an open sliding window: an aggregate for each different event time, in order. The windows follow from
/// these times.
/// </summary>
internal sealed class SlidingEvents<TAggregate> : IHeapContainer
{
    // This object and the header of its array.
    private const int ObjectBytes = 72;

    private Slot[] _slots = [];
    private int _count;

    public ReadOnlySpan<Slot> All => _slots.AsSpan(0, _count);

    public long? HeapBytes
    {
        get
        {
            if (!typeof(IHeapSized).IsAssignableFrom(typeof(TAggregate)))
            {
                return null;
            }

            var bytes = ObjectBytes + ((long)Unsafe.SizeOf<Slot>() * _slots.Length);
            foreach (ref readonly var slot in All)
            {
                bytes += HeapSize.OfSized(slot.Value);
            }

            return bytes;
        }
    }

    /// <summary>The windows whose last moment is at or before this are closed.</summary>
    public long ClosedUpToMs { get; set; } = long.MinValue;

    /// <summary>Whether events were added since <see cref="TakeChanges"/>.</summary>
    public bool IsChanged { get; set; }

    /// <summary>Gets the aggregate of the events at this time; false when there are none.</summary>
    public bool TryGet(long timestampMs, [MaybeNullWhen(false)] out TAggregate value)
    {
        var at = IndexAfter(timestampMs);
        var isThere = at > 0 && _slots[at - 1].TimestampMs == timestampMs;
        value = isThere ? _slots[at - 1].Value : default;
        return isThere;
    }

    /// <summary>Sets the aggregate of the events at this time.</summary>
    public void Set(long timestampMs, TAggregate value)
    {
        var at = IndexAfter(timestampMs);
        if (at == 0 || _slots[at - 1].TimestampMs != timestampMs)
        {
            Insert(at, timestampMs);
            at++;
        }

        _slots[at - 1].Value = value;
        _slots[at - 1].IsChanged = true;
    }

    /// <summary>The number of times at or before this one.</summary>
    public int IndexAfter(long timestampMs)
    {
        // Events arrive roughly in order, so search from the end.
        var at = _count;
        while (at > 0 && _slots[at - 1].TimestampMs > timestampMs)
        {
            at--;
        }

        return at;
    }

    /// <summary>Marks all events as emitted.</summary>
    public void TakeChanges()
    {
        IsChanged = false;
        foreach (ref var slot in _slots.AsSpan(0, _count))
        {
            slot.IsChanged = false;
        }
    }

    /// <summary>Removes the first times.</summary>
    public void RemoveFirst(int count)
    {
        Array.Copy(_slots, count, _slots, 0, _count - count);
        _slots.AsSpan(_count - count, count).Clear();
        _count -= count;
    }

    private void Insert(int at, long timestampMs)
    {
        if (_count == _slots.Length)
        {
            Array.Resize(ref _slots, Math.Max(1, _count * 2));
        }

        Array.Copy(_slots, at, _slots, at + 1, _count - at);
        _count++;
        _slots[at] = new Slot { TimestampMs = timestampMs };
    }

    internal struct Slot
    {
        public long TimestampMs;

        public TAggregate Value;

        /// <summary>Whether events were added since the last emitted update; not stored in the row.</summary>
        public bool IsChanged;
    }
}
