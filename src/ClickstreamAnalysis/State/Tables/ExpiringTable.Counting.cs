namespace ClickstreamAnalysis.State.Tables;

internal sealed partial class ExpiringTable<TKey, TState>
{
    /// <summary>Counts the entries, in memory or not. Scans every row that is not in memory.</summary>
    public long Count() => _clock.Count + (_rows.AllAreLive ? 0 : _rows.Scans.Count(_entries));

    /// <summary>
    /// Sums a count over the entries, in memory or not, and stops at a limit. So it reads no more entries than that, apart from the rows of
    /// those in memory.
    /// </summary>
    /// <param name="countOf">The count of an entry.</param>
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
