namespace ClickstreamAnalysis.State;

/// <summary>
/// Entries that have left memory, to be used again. Where users come and go fast, these old objects are what fills the heap between two
/// collections of its oldest generation.
/// </summary>
internal sealed class SpareEntries<TKey, TState>
    where TKey : notnull
{
    private const int Most = 1024;

    private readonly Stack<LiveEntry<TKey, TState>> _entries = [];

    public LiveEntry<TKey, TState> Take(TKey key)
    {
        if (!_entries.TryPop(out var entry))
        {
            return new LiveEntry<TKey, TState>(key);
        }

        entry.BecomeOf(key);
        return entry;
    }

    /// <summary>Takes an entry back that is in no list of the table any more. The due queue may still hold a place of it that does not count.</summary>
    public void Return(LiveEntry<TKey, TState> entry)
    {
        if (_entries.Count < Most)
        {
            _entries.Push(entry);
        }
    }
}
