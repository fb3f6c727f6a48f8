using System.Buffers;

namespace ClickstreamAnalysis.State.Committed;

/// <summary>
/// The changes of one commit to one store, by key: values as in the store's rows, and removals. Immutable until it is released, and thread-safe.
/// </summary>
internal sealed class ChangeLayer
{
    private const int ChangeBytes = 4 * sizeof(int);

    private readonly int _count;
    private byte[][] _chunks;
    private Change[] _changes;
    private ChangeIndex? _index;
    private int[]? _sorted;

    /// <param name="chunks">Keys and values, one after the other; each key and its value are in one chunk. Rented from the shared pool.</param>
    /// <param name="changes">Where they are; at most one for each key.</param>
    /// <param name="generation">The generation of the commit.</param>
    public ChangeLayer(byte[][] chunks, ReadOnlySpan<Change> changes, long generation)
    {
        _chunks = chunks;
        _count = changes.Length;
        _changes = ArrayPool<Change>.Shared.Rent(_count);
        changes.CopyTo(_changes);
        SizeBytes = chunks.Sum(static chunk => chunk.Length) + (_changes.Length * ChangeBytes) + (_count * ChangeIndex.MostBytesEach);
        Generation = generation;
    }

    /// <summary>The generation of the commit: the layer is not needed once the rows include it.</summary>
    public long Generation { get; }

    /// <summary>The memory of the layer, the index included.</summary>
    public int SizeBytes { get; }

    /// <summary>Finds the change of a key.</summary>
    /// <param name="key">The key, without the partition.</param>
    /// <param name="hash">Its <see cref="ChangeIndex.HashOf"/>.</param>
    /// <param name="value">Its value; empty when it was removed.</param>
    /// <param name="isRemoved">Whether the key was removed.</param>
    /// <returns>Whether the commit changed the key.</returns>
    public bool TryFind(ReadOnlySpan<byte> key, uint hash, out ReadOnlySpan<byte> value, out bool isRemoved)
    {
        var index = Index();
        for (var i = index.First(hash); i >= 0; i = index.Next(i, hash))
        {
            if (KeyOf(i).SequenceEqual(key))
            {
                value = ValueOf(i);
                isRemoved = _changes[i].IsRemoved;
                return true;
            }
        }

        value = default;
        isRemoved = false;
        return false;
    }

    /// <summary>Adds the changes with from ≤ key &lt; to that <paramref name="changes"/> has no newer ones for.</summary>
    /// <param name="from">Inclusive.</param>
    /// <param name="toExclusive">Exclusive; empty for the end.</param>
    /// <param name="changes">Values by key, null for removals; has the changes of later layers.</param>
    public void AddTo(SortedDictionary<byte[], byte[]?> changes, ReadOnlySpan<byte> from, ReadOnlySpan<byte> toExclusive)
    {
        var sorted = Sorted();
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = KeyOf(sorted[middle]).SequenceCompareTo(from) < 0 ? (middle + 1, high) : (low, middle);
        }

        for (; low < sorted.Length; low++)
        {
            var i = sorted[low];
            if (!toExclusive.IsEmpty && KeyOf(i).SequenceCompareTo(toExclusive) >= 0)
            {
                break;
            }

            changes.TryAdd(KeyOf(i).ToArray(), _changes[i].IsRemoved ? null : ValueOf(i).ToArray());
        }
    }

    /// <summary>Gives the memory back, to be used for later commits. Nobody may read the layer any more.</summary>
    public void Release()
    {
        Array.ForEach(_chunks, static chunk => ArrayPool<byte>.Shared.Return(chunk));
        ArrayPool<Change>.Shared.Return(_changes);
        _index?.Release();
        (_chunks, _changes, _index) = ([], [], null);
    }

    // By the first query of the layer: the stream thread does not pay for it. Two threads may build it at once; both get the same.
    private ChangeIndex Index()
    {
        if (Volatile.Read(ref _index) is { } known)
        {
            return known;
        }

        var index = new ChangeIndex(_count);
        for (var i = 0; i < _count; i++)
        {
            index.Add(i, ChangeIndex.HashOf(KeyOf(i)));
        }

        if (Interlocked.CompareExchange(ref _index, index, null) is { } other)
        {
            index.Release();
            return other;
        }

        return index;
    }

    // Most layers are never scanned. Two threads may sort at once; both get the same order.
    private int[] Sorted()
    {
        if (Volatile.Read(ref _sorted) is { } known)
        {
            return known;
        }

        var sorted = Enumerable.Range(0, _count).ToArray();
        Array.Sort(sorted, (a, b) => KeyOf(a).SequenceCompareTo(KeyOf(b)));
        Volatile.Write(ref _sorted, sorted);
        return sorted;
    }

    private ReadOnlySpan<byte> KeyOf(int change) => _chunks[_changes[change].Chunk].AsSpan(_changes[change].Start, _changes[change].KeyLength);

    private ReadOnlySpan<byte> ValueOf(int change)
    {
        ref readonly var found = ref _changes[change];
        return found.IsRemoved ? default : _chunks[found.Chunk].AsSpan(found.Start + found.KeyLength, found.ValueLength);
    }

    /// <summary>The place of one change.</summary>
    internal readonly struct Change(int chunk, int start, int keyLength, int valueLength)
    {
        public int Chunk => chunk;

        public int Start => start;

        public int KeyLength => keyLength;

        public int ValueLength => valueLength;

        public bool IsRemoved => valueLength < 0;
    }
}
