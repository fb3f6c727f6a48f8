namespace ClickstreamAnalysis.State.Tables;

internal sealed partial class ExpiringTable<TKey, TState>
{
    /// <summary>Counts all entries, in memory or not. Scans every row that is not in memory.</summary>
    public long Count() => _clock.Count + (_rows.AllAreLive ? 0 : _rows.Scans.Count(_entries));

    /// <summary>
    /// The latest due time of all entries, in memory or not; null when there is none. Entries due at <see cref="long.MaxValue"/> never
    /// expire and are ignored. Scans every entry.
    /// </summary>
    public long? LatestDueMs()
    {
        long? latest = null;
        foreach (var entry in _clock.Entries)
        {
            latest = entry.DueMs == long.MaxValue ? latest : Math.Max(latest ?? long.MinValue, entry.DueMs);
        }

        var outside = _rows.AllAreLive ? null : _rows.Scans.LatestDueMs(_entries);
        return Nullable.Compare(latest, outside) > 0 ? latest : outside;
    }

    /// <summary>
    /// Sums a count over all entries, in memory or not, up to a limit. It reads no more entries than the limit, apart from the rows of
    /// entries in memory.
    /// </summary>
    /// <param name="countOf">Returns the count of an entry.</param>
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
