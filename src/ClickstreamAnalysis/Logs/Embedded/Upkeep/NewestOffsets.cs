using System.IO.Hashing;

namespace ClickstreamAnalysis.Logs.Embedded.Upkeep;

/// <summary>The newest offset of each key, by a 128-bit hash of the key: an open-addressing table of fixed size.</summary>
internal sealed class NewestOffsets
{
    private readonly UInt128[] _hashes;
    private readonly long[] _offsets;
    private readonly int _mask;
    private readonly int _limit;

    /// <param name="wanted">The expected number of keys.</param>
    /// <param name="maxBytes">The memory limit, in bytes.</param>
    public NewestOffsets(long wanted, long maxBytes)
    {
        var capacity = 1024;
        while (capacity * 0.7 < wanted && capacity * 2L * 24 <= maxBytes)
        {
            capacity *= 2;
        }

        _hashes = new UInt128[capacity];
        _offsets = new long[capacity];
        _mask = capacity - 1;
        _limit = (int)(capacity * 0.7);
    }

    public int Count { get; private set; }

    /// <summary>Sets the offset of a key. Offsets must rise.</summary>
    /// <returns>False when the table is full and does not contain the key.</returns>
    public bool TrySet(ReadOnlySpan<byte> key, long offset)
    {
        var slot = Find(key, out var hash);
        if (_offsets[slot] == 0)
        {
            if (Count == _limit)
            {
                return false;
            }

            _hashes[slot] = hash;
            Count++;
        }

        // Zero marks an empty slot.
        _offsets[slot] = offset + 1;
        return true;
    }

    /// <summary>Whether the key has a record with a higher offset.</summary>
    public bool HasNewer(ReadOnlySpan<byte> key, long offset) => _offsets[Find(key, out _)] > offset + 1;

    private int Find(ReadOnlySpan<byte> key, out UInt128 hash)
    {
        hash = XxHash128.HashToUInt128(key);
        var slot = (int)(uint)hash & _mask;
        while (_offsets[slot] != 0 && _hashes[slot] != hash)
        {
            slot = (slot + 1) & _mask;
        }

        return slot;
    }
}
