namespace ClickstreamAnalysis.State;

/// <summary>Entries by the second in which they are due, in no order within it. An entry comes and goes at a cost that does not grow.</summary>
/// <remarks>Each slot is a list through its entries; empty slots are dropped at once.</remarks>
internal sealed class DueSlots<TKey, TState>
    where TKey : notnull
{
    // Slots are 1,024 ms long: few enough to be cheap for sessions, short enough that one holds few entries.
    private const int Shift = 10;
    private const int StaleWorthSweeping = 1024;

    private readonly Dictionary<long, DueSlot<TKey, TState>> _slots = [];
    private readonly PriorityQueue<DueSlot<TKey, TState>, long> _order = new();
    private readonly Stack<DueSlot<TKey, TState>> _free = [];

    public int Count { get; private set; }

    public static long SlotOf(long timeMs) => timeMs >> Shift;

    public void Add(LiveEntry<TKey, TState> entry, long number)
    {
        if (!_slots.TryGetValue(number, out var slot))
        {
            slot = _free.TryPop(out var free) ? free : new DueSlot<TKey, TState>();
            slot.Number = number;
            _slots.Add(number, slot);
            Order(slot);
        }

        if (slot.First is { } first)
        {
            first.PreviousInSlot = entry;
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
            _slots.Remove(slot.Number);
        }
    }

    /// <summary>The first entry of the earliest slot up to this one; null when there is none.</summary>
    public LiveEntry<TKey, TState>? FirstUpTo(long number)
    {
        while (_order.TryPeek(out var slot, out var earliest) && earliest <= number)
        {
            if (slot.First is { } entry)
            {
                return entry;
            }

            _free.Push(_order.Dequeue());
        }

        return null;
    }

    public void Clear()
    {
        _slots.Clear();
        _order.Clear();
        Count = 0;
    }

    private void Order(DueSlot<TKey, TState> slot)
    {
        if (_order.Count > StaleWorthSweeping && _order.Count > 2 * _slots.Count)
        {
            _order.Clear();
            _order.EnqueueRange(_slots.Values.Select(static kept => (kept, kept.Number)));
            return;
        }

        _order.Enqueue(slot, slot.Number);
    }
}
