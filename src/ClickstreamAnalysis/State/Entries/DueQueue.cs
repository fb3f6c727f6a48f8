namespace ClickstreamAnalysis.State.Entries;

/// <summary>The live entries of a table by due time, earliest first.</summary>
/// <remarks>
/// Entries lie in slots of some seconds until their slot's time has come; only then are they put in order. Lazy: when an
/// entry's due time moves later its place stays, and is put right when its slot comes up, so that an event which prolongs a
/// session costs nothing here.
/// </remarks>
internal sealed class DueQueue<TKey, TState>
    where TKey : notnull
{
    private const int StaleWorthSweeping = 1024;

    // No time is after it, so nothing is ever due then.
    private const long Never = long.MaxValue;

    private readonly DueSlots<TKey, TState> _slots = new();

    // What is in slots that have come up. Places of entries that have left, or have another place by now, are dropped as they come up.
    private readonly PriorityQueue<LiveEntry<TKey, TState>, long> _opened = new();
    private long _openedUpTo = long.MinValue;
    private int _stale;

    public int Count => _slots.Count + _opened.Count;

    /// <summary>Makes this the entry's place.</summary>
    public void Add(LiveEntry<TKey, TState> entry, long atMs)
    {
        entry.QueuedAtMs = atMs;
        if (atMs == Never)
        {
            return;
        }

        var slot = DueSlots<TKey, TState>.SlotOf(atMs);
        if (slot > _openedUpTo)
        {
            _slots.Add(entry, slot);
            return;
        }

        if (_stale > StaleWorthSweeping && _stale > _opened.Count / 2)
        {
            Sweep();
        }

        _opened.Enqueue(entry, atMs);
    }

    /// <summary>Moves the entry's place to an earlier time.</summary>
    public void MoveEarlier(LiveEntry<TKey, TState> entry, long atMs)
    {
        Forget(entry);
        Add(entry, atMs);
    }

    /// <summary>The entry's place does not count any more.</summary>
    public void Forget(LiveEntry<TKey, TState> entry)
    {
        if (entry.Slot is not null)
        {
            _slots.Remove(entry);
        }
        else if (entry.QueuedAtMs != Never)
        {
            _stale++;
        }
    }

    /// <summary>The earliest entry whose due time is before the limit; it keeps its place until it is removed or touched.</summary>
    public LiveEntry<TKey, TState>? FirstDueBefore(long limitMs)
    {
        OpenUpTo(DueSlots<TKey, TState>.SlotOf(limitMs));
        while (_opened.TryPeek(out var entry, out var atMs) && atMs < limitMs)
        {
            if (!entry.IsLive || entry.QueuedAtMs != atMs || entry.Slot is not null)
            {
                _opened.Dequeue();
                _stale = Math.Max(0, _stale - 1);
            }
            else if (entry.DueMs > atMs)
            {
                _opened.Dequeue();
                Add(entry, entry.DueMs);
            }
            else
            {
                return entry;
            }
        }

        return null;
    }

    public void Clear()
    {
        _slots.Clear();
        _opened.Clear();
        _openedUpTo = long.MinValue;
        _stale = 0;
    }

    private void OpenUpTo(long slot)
    {
        if (slot <= _openedUpTo)
        {
            return;
        }

        _openedUpTo = slot;
        while (_slots.FirstUpTo(slot) is { } entry)
        {
            _slots.Remove(entry);
            Add(entry, entry.DueMs);
        }
    }

    private void Sweep()
    {
        var kept = _opened.UnorderedItems
            .Where(static place => place.Element.IsLive && place.Element.QueuedAtMs == place.Priority && place.Element.Slot is null).ToList();
        _opened.Clear();
        _opened.EnqueueRange(kept);
        _stale = 0;
    }
}
