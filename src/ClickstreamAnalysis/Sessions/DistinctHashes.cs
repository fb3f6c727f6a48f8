using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace ClickstreamAnalysis.Sessions;

/// <summary>
/// Counts distinct texts in bounded memory: the lowest hashes of them, in order. Up to a bound there is a hash for each text, so the count is exact;
/// beyond it, how close the lowest hashes lie together tells how many there are (Bar-Yossef and others, RANDOM 2002). The arrays are never changed.
/// </summary>
internal static class DistinctHashes
{
    public static ulong Of(string text) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(text.AsSpan()));

    /// <summary>Adds a hash. Returns the same array when that changes nothing, which needs no allocation.</summary>
    /// <param name="hashes">The hashes so far.</param>
    /// <param name="hash">The hash.</param>
    /// <param name="bound">Up to how many the count is exact. One more hash is kept, which tells that there are more.</param>
    public static ulong[] Add(ulong[] hashes, ulong hash, int bound)
    {
        var index = Array.BinarySearch(hashes, hash);
        if (index >= 0 || ~index > bound)
        {
            return hashes;
        }

        index = ~index;
        var added = new ulong[Math.Min(hashes.Length + 1, bound + 1)];
        Array.Copy(hashes, added, index);
        added[index] = hash;
        Array.Copy(hashes, index, added, index + 1, added.Length - index - 1);
        return added;
    }

    /// <summary>Unites two sets.</summary>
    public static ulong[] Union(ulong[] one, ulong[] other, int bound)
    {
        foreach (var hash in other)
        {
            one = Add(one, hash, bound);
        }

        return one;
    }

    /// <summary>The number of distinct texts; an estimate when it is above the bound.</summary>
    public static long Count(ulong[] hashes, int bound) =>
        hashes.Length <= bound ? hashes.Length : Math.Max(bound + 1, (long)Math.Round(bound / ((hashes[bound] + 1.0) / Math.Pow(2, 64))));
}
