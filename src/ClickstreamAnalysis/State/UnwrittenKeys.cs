namespace ClickstreamAnalysis.State;

/// <summary>The keys whose rows do not say the last word, in the order of their bytes.</summary>
internal sealed class UnwrittenKeys<TKey>
{
    private readonly SortedSet<(byte[] Bytes, TKey Key)> _keys =
        new(Comparer<(byte[] Bytes, TKey Key)>.Create(static (a, b) => a.Bytes.AsSpan().SequenceCompareTo(b.Bytes)));

    public void Add(byte[] bytes, TKey key) => _keys.Add((bytes, key));

    public void Remove(byte[] bytes) => _keys.Remove((bytes, default!));

    public void Clear() => _keys.Clear();

    /// <param name="from">Inclusive.</param>
    /// <param name="toExclusive">Exclusive; empty for no end.</param>
    public IEnumerable<(byte[] Bytes, TKey Key)> Between(byte[] from, byte[] toExclusive)
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
