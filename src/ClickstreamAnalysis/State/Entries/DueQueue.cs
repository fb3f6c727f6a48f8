namespace ClickstreamAnalysis.State.Entries;

/// <summary>The live entries of a table by due time, earliest first.</summary>
/// <remarks>
/// Entries are stored unordered in slots of a few seconds, and are sorted only when stream time reaches their slot. The queue is lazy:
/// when an entry's due time moves later, its position stays and is corrected when its slot is reached. An event that extends a session
/// therefore costs nothing here.
/// </remarks>
internal sealed class DueQueue<TKey, TState>
    where TKey : notnull
{
    private const int StaleWorthSweeping = 1024;

    // The latest possible time: an entry with this due time never expires.
    private const long Never = long.MaxValue;

    private readonly DueSlots<TKey, TState> _slots = new();

    // The entries of slots that stream time has reached. Outdated positions, of removed or moved entries, are dropped when they become the first.
    private readonly PriorityQueue<LiveEntry<TKey, TState>, long> _opened = new();
    private long _openedUpTo = long.MinValue;
    private int _stale;

    public int Count => _slots.Count + _opened.Count;

    /// <summary>Sets the entry's position.</summary>
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

    /// <summary>Moves the entry to an earlier time.</summary>
    public void MoveEarlier(LiveEntry<TKey, TState> entry, long atMs)
    {
        Forget(entry);
        Add(entry, atMs);
    }

    /// <summary>Removes the entry.</summary>
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

    /// <summary>The earliest entry that is due before the limit. The entry keeps its position until it is removed or touched.</summary>
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
