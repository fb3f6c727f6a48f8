namespace ClickstreamAnalysis.Sessions;

/// <summary>A short list whose items are changed in place. Not thread-safe.</summary>
/// <remarks>A struct, because each object of a key costs every event of it a look into memory. Must not be copied.</remarks>
/// <param name="capacity">The number of items that most lists have.</param>
internal struct RefList<T>(int capacity)
{
    private T[] _items = new T[capacity];

    public int Count { get; private set; }

    public readonly int Capacity => _items.Length;

    public readonly ref T this[int index] => ref _items[index];

    public readonly ref T Last => ref _items[Count - 1];

    /// <summary>Inserts a default item and moves later ones up.</summary>
    public ref T Insert(int index)
    {
        if (Count == _items.Length)
        {
            Array.Resize(ref _items, Count + 1 + (Count / 2));
        }

        Array.Copy(_items, index, _items, index + 1, Count - index);
        Count++;
        _items[index] = default!;
        return ref _items[index];
    }

    public void Add(in T item) => Insert(Count) = item;

    /// <summary>Removes items, and clears the freed slots so that they keep nothing alive.</summary>
    public void Remove(int index, int count)
    {
        Count -= count;
        Array.Copy(_items, index + count, _items, index, Count - index);
        Array.Clear(_items, Count, count);
    }

    public void Clear() => Remove(0, Count);
}
