namespace ClickstreamAnalysis.State;

/// <summary>The live entries of a table by due time, earliest first.</summary>
/// <remarks>
/// Lazy: when an entry's due time moves later its place stays, and is put right only when it comes up, so that an event which
/// prolongs a session costs nothing here. Places of entries that are gone are dropped in the same way, or all at once when they
/// are the majority.
/// </remarks>
internal sealed class DueQueue<TKey, TState>
    where TKey : notnull
{
    private const int StaleWorthSweeping = 1024;

    // No time is after it, so nothing is ever due then.
    private const long Never = long.MaxValue;

    private readonly PriorityQueue<LiveEntry<TKey, TState>, long> _places = new();
    private int _stale;

    public int Count => _places.Count;

    /// <summary>Makes this the entry's place.</summary>
    public void Add(LiveEntry<TKey, TState> entry, long atMs)
    {
        entry.QueuedAtMs = atMs;
        if (atMs == Never)
        {
            return;
        }

        if (_stale > StaleWorthSweeping && _stale > _places.Count / 2)
        {
            Sweep();
        }

        _places.Enqueue(entry, atMs);
    }

    /// <summary>Moves the entry's place to an earlier time.</summary>
    public void MoveEarlier(LiveEntry<TKey, TState> entry, long atMs)
    {
        Forget(entry);
        Add(entry, atMs);
    }

    /// <summary>The entry's place does not count any more.</summary>
    public void Forget(LiveEntry<TKey, TState> entry) => _stale += entry.QueuedAtMs == Never ? 0 : 1;

    /// <summary>The earliest entry whose due time is before the limit; it keeps its place until it is removed or touched.</summary>
    public LiveEntry<TKey, TState>? FirstDueBefore(long limitMs)
    {
        while (_places.TryPeek(out var entry, out var atMs) && atMs < limitMs)
        {
            if (!entry.IsLive || entry.QueuedAtMs != atMs)
            {
                _places.Dequeue();
                _stale = Math.Max(0, _stale - 1);
            }
            else if (entry.DueMs == Never)
            {
                entry.QueuedAtMs = Never;
                _places.Dequeue();
            }
            else if (entry.DueMs > atMs)
            {
                entry.QueuedAtMs = entry.DueMs;
                _places.DequeueEnqueue(entry, entry.DueMs);
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
        _places.Clear();
        _stale = 0;
    }

    private void Sweep()
    {
        var kept = _places.UnorderedItems.Where(static place => place.Element.IsLive && place.Element.QueuedAtMs == place.Priority).ToList();
        _places.Clear();
        _places.EnqueueRange(kept);
        _stale = 0;
    }
}
