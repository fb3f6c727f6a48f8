namespace ClickstreamAnalysis.State.Entries;

/// <summary>
/// Entries that have left memory, to be used again. Where users come and go fast, these old objects are what fills the heap between two
/// collections of its oldest generation.
/// </summary>
/// <param name="most">How many to keep at most.</param>
internal sealed class SpareEntries<TKey, TState>(int most = SpareEntries<TKey, TState>.Most)
    where TKey : notnull
{
    private const int Most = 1024;

    // With many partitions a table is small, and there are thousands of them.
    private const int LiveForEachSpare = 8;

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
    /// <param name="entry">The entry.</param>
    /// <param name="live">How many entries the table has.</param>
    public void Return(LiveEntry<TKey, TState> entry, int live)
    {
        if (_entries.Count < Math.Min(most, live / LiveForEachSpare))
        {
            _entries.Push(entry);
        }
    }
}
