using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ClickstreamAnalysis.Serialization;
using ClickstreamAnalysis.Sketches;
using ClickstreamAnalysis.State.Entries;

namespace ClickstreamAnalysis;

/// <summary>
/// Finds the keys with the highest counts, in bounded memory: a Space-Saving sketch. Not thread-safe.
/// </summary>
/// <remarks>
/// <para>
/// It tracks at most <see cref="Capacity"/> keys. Counts are exact until there are more; then a new key replaces the one with the lowest
/// count and takes over that count, which is remembered as its error. Whatever the order of additions and the order and grouping of
/// merges: a count is never too low; it is too high by at most its <see cref="TopCount{TKey}.Error"/>, which is at most
/// <see cref="Total"/> / <see cref="Capacity"/>; and every key whose exact count is higher than that quotient is tracked.
/// </para>
/// <para>
/// A tracked key takes 70 to 140 bytes, plus the key if it is an object. Memory grows with the number of keys up to the capacity. Adding to a
/// tracked key allocates nothing, and takes time that grows with the logarithm of the capacity at most.
/// </para>
/// </remarks>
/// <typeparam name="TKey">Type of the keys; compared by <see cref="EqualityComparer{T}.Default"/>.</typeparam>
[SerdesFrom(typeof(SketchSerdes))]
public sealed class TopCounter<TKey> : IMergeable<TopCounter<TKey>>, IHeapSized
    where TKey : notnull
{
    // This object, its dictionary and its heap, without their arrays.
    private const int ObjectBytes = 300;

    private static readonly int s_keyBytes = Unsafe.SizeOf<TKey>();

    private readonly Dictionary<TKey, int> _slots = [];
    private CounterHeap<TKey> _heap = new();
    private long _keyBytes;

    /// <summary>Creates an empty counter.</summary>
    /// <param name="capacity">
    /// The most keys to track: 1 to 65,536. Default: 1,000, so a count is too high by at most 0.1 % of the total. Choose at least ten times
    /// the number of keys to be read.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is below 1 or above 65,536.</exception>
    public TopCounter(int capacity = TopCounter.DefaultCapacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, TopCounter.MaxCapacity);
        Capacity = capacity;
    }

    /// <summary>The most keys to track. It becomes lower when a counter of lower capacity is merged into this one.</summary>
    public int Capacity { get; private set; }

    /// <summary>The exact sum of all counts that were added, of keys that are no longer tracked too.</summary>
    public long Total { get; private set; }

    /// <summary>
    /// The highest count that a key may have without being tracked: 0 until <see cref="Capacity"/> keys are tracked, and always at most
    /// <see cref="Total"/> / <see cref="Capacity"/>.
    /// </summary>
    public long MaxUntrackedCount => _heap.Count == Capacity ? _heap.Lowest.Count : 0;

    /// <inheritdoc/>
    public long HeapBytes => ObjectBytes + (SlotBytes * (long)_slots.Capacity) + (EntryBytes * (long)_heap.Capacity) + _keyBytes;

    /// <summary>Adds a count to a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="count">The count to add: at least 1. Default: 1.</param>
    /// <returns>This counter.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1.</exception>
    /// <exception cref="OverflowException"><see cref="Total"/> would exceed <see cref="long.MaxValue"/>.</exception>
    public TopCounter<TKey> Add(TKey key, long count = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var total = checked(Total + count);
        if (_slots.TryGetValue(key, out var slot))
        {
            _heap.Increase(slot, count);
        }
        else if (_heap.Count < Capacity)
        {
            Track(key, count, error: 0);
        }
        else
        {
            var lowest = _heap.Lowest;
            _slots.Remove(lowest.Key);
            _keyBytes += HeapSize.OfKey(key) - HeapSize.OfKey(lowest.Key);
            _slots.Add(key, _heap.ReplaceLowest(key, lowest.Count + count, error: lowest.Count));
        }

        Total = total;
        return this;
    }

    /// <summary>Merges another counter into this one, which then has the counts of both.</summary>
    /// <remarks>If the capacities differ, the result has the lower one.</remarks>
    /// <exception cref="OverflowException"><see cref="Total"/> would exceed <see cref="long.MaxValue"/>.</exception>
    /// <inheritdoc/>
    public TopCounter<TKey> Merge(TopCounter<TKey> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var total = checked(Total + other.Total);
        var capacity = Math.Min(Capacity, other.Capacity);
        var sums = Sum(other);
        sums.Sort(TopCounterEntry<TKey>.LowestFirst);
        _slots.Clear();
        _heap = new();
        _keyBytes = 0;
        foreach (ref readonly var entry in CollectionsMarshal.AsSpan(sums)[Math.Max(0, sums.Count - capacity)..])
        {
            Track(entry.Key, entry.Count, entry.Error);
        }

        (Total, Capacity) = (total, capacity);
        return this;
    }

    /// <summary>Returns the keys with the highest counts.</summary>
    /// <param name="n">The most keys to return: at least 1.</param>
    /// <returns>
    /// The keys by falling count. Equal counts are ordered by key, texts by their UTF-16 code units; if keys cannot be compared, in the order in which they
    /// reached the count.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="n"/> is below 1.</exception>
    public IReadOnlyList<TopCount<TKey>> Top(int n)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(n);
        var entries = _heap.ToSortedArray();
        Array.Sort(entries, TopCounterEntry<TKey>.HighestFirst);
        return Array.ConvertAll(entries[..Math.Min(n, entries.Length)], static entry => new TopCount<TKey>(entry.Key, entry.Count, entry.Error));
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{_heap.Count} keys, total {Total}");

    /// <summary>The counters from the lowest to the highest, equal ones in the order in which their keys reached the count.</summary>
    internal TopCounterEntry<TKey>[] ToSortedArray() => _heap.ToSortedArray();

    /// <summary>Restores a counter from its entries in the order of <see cref="ToSortedArray"/>; null if a key is there twice.</summary>
    internal static TopCounter<TKey>? Restore(int capacity, long total, ReadOnlySpan<TopCounterEntry<TKey>> sorted)
    {
        var counter = new TopCounter<TKey>(capacity) { Total = total };
        foreach (ref readonly var entry in sorted)
        {
            if (counter._slots.ContainsKey(entry.Key))
            {
                return null;
            }

            counter.Track(entry.Key, entry.Count, entry.Error);
        }

        return counter;
    }

    // A bucket, and an entry with hash, next, key and value.
    private static int SlotBytes => 16 + s_keyBytes;

    // An entry with count, error and order, and two positions.
    private static int EntryBytes => 32 + s_keyBytes;

    private void Track(TKey key, long count, long error)
    {
        _slots.Add(key, _heap.Add(key, count, error));
        _keyBytes += HeapSize.OfKey(key);
    }

    /// <summary>
    /// The sums of both counters. A key that one of them does not track may have had that one's lowest count, so the count and the error take
    /// it in (P. Agarwal et al., "Mergeable summaries", 2012).
    /// </summary>
    private List<TopCounterEntry<TKey>> Sum(TopCounter<TKey> other)
    {
        var (mine, theirs) = (MaxUntrackedCount, other.MaxUntrackedCount);
        var sums = new List<TopCounterEntry<TKey>>(_heap.Count + other._heap.Count);
        foreach (var entry in _heap.ToSortedArray())
        {
            var (count, error) = other._slots.TryGetValue(entry.Key, out var slot) ? (other._heap[slot].Count, other._heap[slot].Error) : (theirs, theirs);
            sums.Add(new(entry.Key, entry.Count + count, entry.Error + error, sums.Count));
        }

        foreach (var entry in other._heap.ToSortedArray())
        {
            if (!_slots.ContainsKey(entry.Key))
            {
                sums.Add(new(entry.Key, entry.Count + mine, entry.Error + mine, sums.Count));
            }
        }

        return sums;
    }
}
