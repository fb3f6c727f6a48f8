namespace ClickstreamAnalysis.State.Entries;

/// <summary>Selects the live entry to evict next, by the second-chance clock, an approximation of least recently used.</summary>
internal sealed class EvictionClock<TKey, TState>
    where TKey : notnull
{
    private readonly List<LiveEntry<TKey, TState>> _slots = [];
    private int _hand;

    public int Count => _slots.Count;

    public IReadOnlyList<LiveEntry<TKey, TState>> Entries => _slots;

    public void Add(LiveEntry<TKey, TState> entry)
    {
        entry.ClockSlot = _slots.Count;
        _slots.Add(entry);
    }

    public void Remove(LiveEntry<TKey, TState> entry)
    {
        var last = _slots[^1];
        _slots[entry.ClockSlot] = last;
        last.ClockSlot = entry.ClockSlot;
        _slots.RemoveAt(_slots.Count - 1);
    }

    /// <summary>
    /// Finds the next entry that was not used since the hand last passed it; null after two rounds without one. Each step clears one use
    /// flag, so the amortized cost is constant.
    /// </summary>
    public LiveEntry<TKey, TState>? NextVictim()
    {
        for (var steps = 2 * _slots.Count; steps > 0; steps--)
        {
            if (_hand >= _slots.Count)
            {
                _hand = 0;
            }

            // Advance the hand in any case: the newest entry moves to the victim's slot, and must not be examined next.
            var entry = _slots[_hand++];
            if (!entry.IsReferenced)
            {
                return entry;
            }

            entry.IsReferenced = false;
        }

        return null;
    }

    public void TrimExcess() => _slots.TrimExcess();

    public void Clear()
    {
        _slots.Clear();
        _hand = 0;
    }
}
