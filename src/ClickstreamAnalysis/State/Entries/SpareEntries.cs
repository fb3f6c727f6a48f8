namespace ClickstreamAnalysis.State.Entries;

/// <summary>
/// Pool of evicted entries. Under high user churn they would otherwise dominate generation 2.
/// </summary>
/// <param name="most">The maximum number of entries to keep.</param>
internal sealed class SpareEntries<TKey, TState>(int most = SpareEntries<TKey, TState>.Most)
    where TKey : notnull
{
    private const int Most = 1024;

    // With many partitions there are thousands of small tables.
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

    /// <summary>
    /// Returns an entry that is in no list of the table. The due queue may still hold an outdated position of the entry, which it
    /// ignores.
    /// </summary>
    /// <param name="entry">The entry.</param>
    /// <param name="live">The number of entries in the table.</param>
    public void Return(LiveEntry<TKey, TState> entry, int live)
    {
        if (_entries.Count < Math.Min(most, live / LiveForEachSpare))
        {
            _entries.Push(entry);
        }
    }
}
