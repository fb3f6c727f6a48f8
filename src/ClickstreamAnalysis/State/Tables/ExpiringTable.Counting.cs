namespace ClickstreamAnalysis.State.Tables;

internal sealed partial class ExpiringTable<TKey, TState>
{
    /// <summary>How many entries there are, in memory or not. Looks at every row that is not in memory.</summary>
    public long Count() => _clock.Count + (_rows.AllAreLive ? 0 : _rows.Scans.Count(_entries));

    /// <summary>
    /// Adds up what the entries hold, in memory or not, and stops at a limit: so it looks at no more entries than that, beside the
    /// rows of those in memory.
    /// </summary>
    /// <param name="countOf">How much an entry holds.</param>
    /// <param name="most">The limit.</param>
    /// <returns>The sum, or <paramref name="most"/> if it is more.</returns>
    public long CountUpTo(long most, Func<TState, int> countOf)
    {
        long count = 0;
        foreach (var entry in _clock.Entries)
        {
            if (count >= most)
            {
                return most;
            }

            count += countOf(entry.State);
        }

        return count >= most ? most
            : _rows.AllAreLive ? count
            : count + _rows.Scans.CountUpTo(most - count, countOf, _entries);
    }
}
