namespace ClickstreamAnalysis.Sketches;

/// <summary>The count of a tracked key, how much too high it may be, and its position among equal counts.</summary>
internal readonly record struct TopCounterEntry<TKey>(TKey Key, long Count, long Error, long Order)
{
    /// <summary>By rising count; equal counts in the order in which their keys reached them.</summary>
    public static readonly Comparison<TopCounterEntry<TKey>> LowestFirst =
        static (a, b) => a.Count != b.Count ? a.Count.CompareTo(b.Count) : a.Order.CompareTo(b.Order);

    /// <summary>
    /// By falling count; equal counts by key, so that the order does not depend on the order of events, or as their keys reached them if keys cannot
    /// be compared.
    /// </summary>
    public static readonly Comparison<TopCounterEntry<TKey>> HighestFirst = static (a, b) =>
        a.Count != b.Count ? b.Count.CompareTo(a.Count) : s_keys is null ? a.Order.CompareTo(b.Order) : s_keys.Compare(a.Key, b.Key);

    private static readonly IComparer<TKey>? s_keys =
        typeof(TKey) == typeof(string) ? (IComparer<TKey>)(object)StringComparer.Ordinal
        : typeof(IComparable<TKey>).IsAssignableFrom(typeof(TKey)) ? Comparer<TKey>.Default
        : null;
}
