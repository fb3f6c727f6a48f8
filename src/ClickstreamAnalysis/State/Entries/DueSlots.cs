namespace ClickstreamAnalysis.State.Entries;

/// <summary>Groups entries by due time in slots of a few seconds, unordered within a slot. Adding and removing take constant time.</summary>
/// <remarks>Each slot is a linked list of its entries. An empty slot is removed when stream time reaches it, or when most slots are empty.</remarks>
internal sealed class DueSlots<TKey, TState>
    where TKey : notnull
{
    // Slots are 8,192 ms long: few enough for thousands of tables, and short enough that few entries are ordered at once.
    private const int Shift = 13;
    private const int SlotsWorthSweeping = 64;

    private readonly Dictionary<long, DueSlot<TKey, TState>> _slots = [];
    private readonly PriorityQueue<DueSlot<TKey, TState>, long> _order = new();
    private readonly Stack<DueSlot<TKey, TState>> _free = [];
    private int _inUse;

    public int Count { get; private set; }

    public static long SlotOf(long timeMs) => timeMs >> Shift;

    public void Add(LiveEntry<TKey, TState> entry, long number)
    {
        if (!_slots.TryGetValue(number, out var slot))
        {
            slot = NewSlot(number);
        }

        if (slot.First is { } first)
        {
            first.PreviousInSlot = entry;
        }
        else
        {
            _inUse++;
        }

        entry.NextInSlot = slot.First;
        slot.First = entry;
        entry.Slot = slot;
        Count++;
    }

    public void Remove(LiveEntry<TKey, TState> entry)
    {
        var slot = entry.Slot!;
        if (entry.PreviousInSlot is { } previous)
        {
            previous.NextInSlot = entry.NextInSlot;
        }
        else
        {
            slot.First = entry.NextInSlot;
        }

        if (entry.NextInSlot is { } next)
        {
            next.PreviousInSlot = entry.PreviousInSlot;
        }

        (entry.Slot, entry.PreviousInSlot, entry.NextInSlot) = (null, null, null);
        Count--;
        if (slot.First is null)
        {
            _inUse--;
        }
    }

    /// <summary>An entry of the earliest slot up to and including this one; null when there is none.</summary>
    public LiveEntry<TKey, TState>? FirstUpTo(long number)
    {
        while (_order.TryPeek(out var slot, out var earliest) && earliest <= number)
        {
            if (slot.First is { } entry)
            {
                return entry;
            }

            _order.Dequeue();
            _slots.Remove(slot.Number);
            _free.Push(slot);
        }

        return null;
    }

    public void Clear()
    {
        _slots.Clear();
        _order.Clear();
        _inUse = 0;
        Count = 0;
    }

    private DueSlot<TKey, TState> NewSlot(long number)
    {
        if (_slots.Count > SlotsWorthSweeping && _slots.Count > 2 * _inUse)
        {
            Sweep();
        }

        var slot = _free.TryPop(out var free) ? free : new DueSlot<TKey, TState>();
        slot.Number = number;
        _slots.Add(number, slot);
        _order.Enqueue(slot, number);
        return slot;
    }

    private void Sweep()
    {
        foreach (var (number, slot) in _slots)
        {
            if (slot.First is null)
            {
                _slots.Remove(number);
            }
        }

        _order.Clear();
        _order.EnqueueRange(_slots.Values.Select(static kept => (kept, kept.Number)));
    }
}
