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

    // For the sums of a merge; empty in between.
    [ThreadStatic]
    private static List<TopCounterEntry<TKey>>? s_sums;

    private readonly Dictionary<TKey, int> _slots;
    private readonly CounterHeap<TKey> _heap;
    private long _keyBytes;

    /// <summary>Creates an empty counter.</summary>
    /// <param name="capacity">
    /// The most keys to track: 1 to 65,536. Default: 1,000, so a count is too high by at most 0.1 % of the total. Choose at least ten times
    /// the number of keys to be read.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is below 1 or above 65,536.</exception>
    public TopCounter(int capacity = TopCounter.DefaultCapacity)
        : this(capacity, keys: 0)
    {
    }

    private TopCounter(int capacity, int keys)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, TopCounter.MaxCapacity);
        Capacity = capacity;
        (_slots, _heap) = (new(keys), new(keys));
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
        if (!TryAddAll(other, capacity))
        {
            MergeSums(other, capacity);
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
        var entries = _heap.ToArray();
        Array.Sort(entries, TopCounterEntry<TKey>.HighestFirst);
        return Array.ConvertAll(entries[..Math.Min(n, entries.Length)], static entry => new TopCount<TKey>(entry.Key, entry.Count, entry.Error));
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{_heap.Count} keys, total {Total}");

    /// <summary>Adds the entries to a list, from the lowest count to the highest, equal ones in the order in which their keys reached the count.</summary>
    internal void AddSortedTo(List<TopCounterEntry<TKey>> entries) => _heap.AddSortedTo(entries);

    /// <summary>Restores a counter from its entries in the order of <see cref="AddSortedTo"/>; null if a key is there twice.</summary>
    internal static TopCounter<TKey>? Restore(int capacity, long total, ReadOnlySpan<TopCounterEntry<TKey>> sorted)
    {
        var counter = new TopCounter<TKey>(capacity, sorted.Length) { Total = total };
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

    /// <summary>The common case: neither counter has lost a key, and there is room for the keys of both. All counts stay exact.</summary>
    private bool TryAddAll(TopCounter<TKey> other, int capacity)
    {
        if (other == this || MaxUntrackedCount > 0 || other.MaxUntrackedCount > 0 || _heap.Count > capacity)
        {
            return false;
        }

        var room = capacity - _heap.Count;
        for (var slot = 0; slot < other._heap.Count && room >= 0; slot++)
        {
            room -= _slots.ContainsKey(other._heap[slot].Key) ? 0 : 1;
        }

        if (room < 0)
        {
            return false;
        }

        for (var i = 0; i < other._heap.Count; i++)
        {
            ref readonly var entry = ref other._heap[i];
            if (_slots.TryGetValue(entry.Key, out var slot))
            {
                _heap.Increase(slot, entry.Count);
            }
            else
            {
                Track(entry.Key, entry.Count, error: 0);
            }
        }

        return true;
    }

    private void MergeSums(TopCounter<TKey> other, int capacity)
    {
        var sums = s_sums ??= [];
        try
        {
            AddSumsTo(sums, other);
            sums.Sort(TopCounterEntry<TKey>.LowestFirst);
            _slots.Clear();
            _heap.Clear();
            _keyBytes = 0;
            foreach (ref readonly var entry in CollectionsMarshal.AsSpan(sums)[Math.Max(0, sums.Count - capacity)..])
            {
                Track(entry.Key, entry.Count, entry.Error);
            }
        }
        finally
        {
            // Keys would be kept alive.
            sums.Clear();
        }
    }

    /// <summary>
    /// Adds the sums of both counters to a list. A key that one of them does not track may have had that one's lowest count, so the count and the error
    /// take it in (P. Agarwal et al., "Mergeable summaries", 2012).
    /// </summary>
    private void AddSumsTo(List<TopCounterEntry<TKey>> sums, TopCounter<TKey> other)
    {
        var (mine, theirs) = (MaxUntrackedCount, other.MaxUntrackedCount);
        _heap.AddSortedTo(sums);
        var own = sums.Count;
        other._heap.AddSortedTo(sums);
        var all = CollectionsMarshal.AsSpan(sums);
        var at = 0;
        foreach (ref readonly var entry in all[..own])
        {
            var (count, error) = other._slots.TryGetValue(entry.Key, out var slot) ? (other._heap[slot].Count, other._heap[slot].Error) : (theirs, theirs);
            all[at] = new(entry.Key, entry.Count + count, entry.Error + error, at++);
        }

        foreach (ref readonly var entry in all[own..])
        {
            if (!_slots.ContainsKey(entry.Key))
            {
                all[at] = new(entry.Key, entry.Count + mine, entry.Error + mine, at++);
            }
        }

        sums.RemoveRange(at, sums.Count - at);
    }
}
