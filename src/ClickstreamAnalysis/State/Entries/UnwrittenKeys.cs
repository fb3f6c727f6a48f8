namespace ClickstreamAnalysis.State.Entries;

/// <summary>The keys whose rows are older than their entries, in the order of their bytes.</summary>
internal sealed class UnwrittenKeys<TKey>
    where TKey : notnull
{
    private readonly SortedSet<(byte[] Bytes, TKey Key)> _keys =
        new(Comparer<(byte[] Bytes, TKey Key)>.Create(static (a, b) => a.Bytes.AsSpan().SequenceCompareTo(b.Bytes)));

    /// <summary>The keys of the dirty and unwritten entries.</summary>
    public static UnwrittenKeys<TKey> Of<TState>(Dictionary<TKey, LiveEntry<TKey, TState>> entries, Func<TKey, byte[]> bytesOf)
    {
        var keys = new UnwrittenKeys<TKey>();
        foreach (var (key, entry) in entries)
        {
            if (entry.IsDirty || entry.IsUnwritten)
            {
                keys.Add(bytesOf(key), key);
            }
        }

        return keys;
    }

    public void Add(byte[] bytes, TKey key) => _keys.Add((bytes, key));

    public void Remove(byte[] bytes) => _keys.Remove((bytes, default!));

    /// <summary>The current state of the keys in a range.</summary>
    public List<UnwrittenChange<TKey, TState>> ChangesBetween<TState>(byte[] from, byte[] toExclusive, Dictionary<TKey, LiveEntry<TKey, TState>> entries)
    {
        var changes = new List<UnwrittenChange<TKey, TState>>();
        foreach (var (bytes, key) in Between(from, toExclusive))
        {
            var entry = entries[key];
            changes.Add(new UnwrittenChange<TKey, TState>(bytes, key, entry.State, IsRemoved: !entry.IsLive));
        }

        return changes;
    }

    /// <param name="from">Inclusive.</param>
    /// <param name="toExclusive">Exclusive; empty for no end.</param>
    private IEnumerable<(byte[] Bytes, TKey Key)> Between(byte[] from, byte[] toExclusive)
    {
        if (_keys.Count == 0 || (toExclusive.Length > 0 && from.AsSpan().SequenceCompareTo(toExclusive) >= 0))
        {
            return [];
        }

        var last = toExclusive.Length == 0 ? _keys.Max : (toExclusive, default!);
        return _keys.Comparer.Compare((from, default!), last) > 0
            ? []
            : _keys.GetViewBetween((from, default!), last)
                .TakeWhile(key => toExclusive.Length == 0 || !key.Bytes.AsSpan().SequenceEqual(toExclusive));
    }
}
