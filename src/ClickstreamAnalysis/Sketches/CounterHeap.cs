using System.Runtime.InteropServices;

namespace ClickstreamAnalysis.Sketches;

/// <summary>
/// Tracked keys as a binary heap with the lowest count at the root. Among equal counts, the key that reached the count first is the lowest, so
/// the order depends on nothing that a restart would lose.
/// </summary>
internal sealed class CounterHeap<TKey>(int capacity = CounterHeap<TKey>.FirstCapacity)
{
    private const int FirstCapacity = 8;

    // A key stays in its slot; only the positions move.
    private TopCounterEntry<TKey>[] _entries = new TopCounterEntry<TKey>[Math.Max(capacity, FirstCapacity)];
    private int[] _positions = new int[Math.Max(capacity, FirstCapacity)];
    private int[] _heap = new int[Math.Max(capacity, FirstCapacity)];
    private long _order;

    public int Count { get; private set; }

    public int Capacity => _entries.Length;

    public ref readonly TopCounterEntry<TKey> Lowest => ref _entries[_heap[0]];

    public ref readonly TopCounterEntry<TKey> this[int slot] => ref _entries[slot];

    /// <summary>Adds a key and returns its slot.</summary>
    public int Add(TKey key, long count, long error)
    {
        if (Count == _entries.Length)
        {
            Array.Resize(ref _entries, Count * 2);
            Array.Resize(ref _positions, Count * 2);
            Array.Resize(ref _heap, Count * 2);
        }

        var slot = Count++;
        _entries[slot] = new(key, count, error, _order++);
        Place(slot, slot);
        MoveUp(slot);
        return slot;
    }

    /// <summary>Increases the count of the key in a slot.</summary>
    public void Increase(int slot, long by)
    {
        ref var entry = ref _entries[slot];
        entry = entry with { Count = entry.Count + by, Order = _order++ };
        MoveDown(_positions[slot]);
    }

    /// <summary>Replaces the key with the lowest count by another one with at least that count, and returns its slot.</summary>
    public int ReplaceLowest(TKey key, long count, long error)
    {
        var slot = _heap[0];
        _entries[slot] = new(key, count, error, _order++);
        MoveDown(0);
        return slot;
    }

    /// <summary>Removes all keys.</summary>
    public void Clear()
    {
        _entries.AsSpan(0, Count).Clear();
        (Count, _order) = (0, 0);
    }

    /// <summary>Adds the entries to a list, from the lowest to the highest.</summary>
    public void AddSortedTo(List<TopCounterEntry<TKey>> entries)
    {
        var start = entries.Count;
        entries.AddRange(_entries.AsSpan(0, Count));
        CollectionsMarshal.AsSpan(entries)[start..].Sort(TopCounterEntry<TKey>.LowestFirst);
    }

    /// <summary>Returns the entries, in no order.</summary>
    public TopCounterEntry<TKey>[] ToArray() => _entries[..Count];

    private void MoveUp(int position)
    {
        var slot = _heap[position];
        while (position > 0 && IsLower(slot, _heap[(position - 1) / 2]))
        {
            Place(_heap[(position - 1) / 2], position);
            position = (position - 1) / 2;
        }

        Place(slot, position);
    }

    private void MoveDown(int position)
    {
        var slot = _heap[position];
        while ((position * 2) + 1 is var child && child < Count)
        {
            if (child + 1 < Count && IsLower(_heap[child + 1], _heap[child]))
            {
                child++;
            }

            if (IsLower(slot, _heap[child]))
            {
                break;
            }

            Place(_heap[child], position);
            position = child;
        }

        Place(slot, position);
    }

    private void Place(int slot, int position)
    {
        _heap[position] = slot;
        _positions[slot] = position;
    }

    private bool IsLower(int slot, int other)
    {
        ref readonly var a = ref _entries[slot];
        ref readonly var b = ref _entries[other];
        return a.Count < b.Count || (a.Count == b.Count && a.Order < b.Order);
    }
}
