using System.Buffers;
using System.IO.Hashing;
using System.Numerics;

namespace ClickstreamAnalysis.State.Committed;

/// <summary>Finds numbered changes by the hash of their keys. Thread-safe once it is filled.</summary>
internal sealed class ChangeIndex
{
    /// <summary>The most memory for each change, in bytes.</summary>
    public const int MostBytesEach = (2 * sizeof(int)) + sizeof(uint) + sizeof(int);

    private readonly int[] _buckets;
    private readonly (uint Hash, int Next)[] _changes;
    private readonly uint _mask;

    /// <param name="count">The number of changes.</param>
    public ChangeIndex(int count)
    {
        var buckets = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, count));
        _mask = (uint)buckets - 1;
        _buckets = ArrayPool<int>.Shared.Rent(buckets);
        _buckets.AsSpan(0, buckets).Clear();
        _changes = ArrayPool<(uint, int)>.Shared.Rent(count);
    }

    /// <summary>The hash of a key.</summary>
    public static uint HashOf(ReadOnlySpan<byte> key) => (uint)XxHash3.HashToUInt64(key);

    /// <summary>Adds a change.</summary>
    public void Add(int change, uint hash)
    {
        ref var bucket = ref _buckets[hash & _mask];
        _changes[change] = (hash, bucket);
        bucket = change + 1;
    }

    /// <summary>The first change with this hash; -1 for none.</summary>
    public int First(uint hash) => Skip(_buckets[hash & _mask] - 1, hash);

    /// <summary>The change with this hash after another one; -1 for none.</summary>
    public int Next(int change, uint hash) => Skip(_changes[change].Next - 1, hash);

    /// <summary>Gives the memory back. Nobody may read the index any more.</summary>
    public void Release()
    {
        ArrayPool<int>.Shared.Return(_buckets);
        ArrayPool<(uint, int)>.Shared.Return(_changes);
    }

    private int Skip(int change, uint hash)
    {
        while (change >= 0 && _changes[change].Hash != hash)
        {
            change = _changes[change].Next - 1;
        }

        return change;
    }
}
