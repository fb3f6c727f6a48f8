using ClickstreamAnalysis.State.Databases;
using ClickstreamAnalysis.State.Entries;
using ClickstreamAnalysis.State.Tables;

namespace ClickstreamAnalysis.State.Rows;

/// <summary>
/// Scans many or all rows of an <see cref="ExpiringTable{TKey,TState}"/>. Intended for queries and drains, not for each record.
/// </summary>
internal sealed class RowScans<TKey, TState>(ExpiringRowCodec<TKey, TState> codec, StateTable rows, int partition, bool hasDueTimes)
    where TKey : notnull
{
    /// <summary>Whether a table has a row of this partition.</summary>
    public bool AnyIn(StateTable table)
    {
        using var cursor = Scan(table);
        return cursor.MoveNext();
    }

    /// <summary>The latest due time of rows that are not live; null when there is none.</summary>
    public long? LatestDueMs(Dictionary<TKey, LiveEntry<TKey, TState>> live)
    {
        if (!hasDueTimes)
        {
            return null;
        }

        long? latest = null;
        using var cursor = Scan(rows);
        while (cursor.MoveNext())
        {
            var dueMs = ExpiringTableLayout.ReadHeader(cursor.Value).DueMs;
            if (dueMs != long.MaxValue && !live.ContainsKey(codec.DecodeKey(cursor.Key)))
            {
                latest = Math.Max(latest ?? long.MinValue, dueMs);
            }
        }

        return latest;
    }

    /// <summary>
    /// Reads the keys and states of a range of key bytes, in order: the rows as of the start of the enumeration, overridden by
    /// <paramref name="uncommitted"/>.
    /// </summary>
    public IEnumerable<KeyValuePair<TKey, TState>> Between(byte[] from, byte[] toExclusive, Func<List<UnwrittenChange<TKey, TState>>> uncommitted)
    {
        var changes = uncommitted();
        using var cursor = ScanKeys(from, toExclusive);
        var hasRow = cursor.MoveNext();
        var next = 0;
        while (hasRow || next < changes.Count)
        {
            var order = !hasRow ? 1
                : next == changes.Count ? -1
                : cursor.Key[RowKey.PrefixLength..].SequenceCompareTo(changes[next].KeyBytes);
            if (order < 0)
            {
                yield return new(codec.DecodeKey(cursor.Key), codec.DecodeState(cursor.Value));
            }
            else if (!changes[next].IsRemoved)
            {
                yield return new(changes[next].Key, changes[next].State);
            }

            hasRow = order <= 0 ? cursor.MoveNext() : hasRow;
            next += order >= 0 ? 1 : 0;
        }
    }

    /// <summary>Counts the rows whose entries are not in memory.</summary>
    public long Count(Dictionary<TKey, LiveEntry<TKey, TState>> live)
    {
        long count = 0;
        using var cursor = Scan(rows);
        while (cursor.MoveNext())
        {
            if (!live.ContainsKey(codec.DecodeKey(cursor.Key)))
            {
                count++;
            }
        }

        return count;
    }

    /// <summary>Sums a count over the rows whose entries are not in memory, up to a limit.</summary>
    public long CountUpTo(long most, Func<TState, int> countOf, Dictionary<TKey, LiveEntry<TKey, TState>> live)
    {
        long count = 0;
        using var cursor = Scan(rows);
        while (count < most && cursor.MoveNext())
        {
            if (!live.ContainsKey(codec.DecodeKey(cursor.Key)))
            {
                count += countOf(codec.DecodeState(cursor.Value));
            }
        }

        return Math.Min(count, most);
    }

    private StateCursor Scan(StateTable table)
    {
        Span<byte> from = stackalloc byte[RowKey.PrefixLength];
        Span<byte> end = stackalloc byte[RowKey.PrefixLength];
        RowKey.WritePrefix(from, partition);
        RowKey.WriteEnd(end, partition);
        return table.Scan(from, end);
    }

    /// <summary>Scans rows by the bytes of their keys. An empty end is the end of the partition.</summary>
    private StateCursor ScanKeys(ReadOnlySpan<byte> from, ReadOnlySpan<byte> toExclusive)
    {
        var bounds = new byte[(2 * RowKey.PrefixLength) + from.Length + toExclusive.Length];
        var first = bounds.AsSpan(0, RowKey.PrefixLength + from.Length);
        var end = bounds.AsSpan(first.Length);
        RowKey.WritePrefix(first, partition);
        from.CopyTo(first[RowKey.PrefixLength..]);
        if (toExclusive.IsEmpty)
        {
            RowKey.WriteEnd(end, partition);
        }
        else
        {
            RowKey.WritePrefix(end, partition);
            toExclusive.CopyTo(end[RowKey.PrefixLength..]);
        }

        return rows.Scan(first, end);
    }
}
