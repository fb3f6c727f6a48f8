using System.Numerics;

namespace ClickstreamAnalysis.Sketches;

/// <summary>
/// An item in four bytes: a register index of 26 bits, and in the low six bits the rank, which is the position of the first one among the
/// other bits of the hash. It has all the information that registers of any precision need.
/// </summary>
internal static class SparseToken
{
    /// <summary>No token: ranks begin at one.</summary>
    public const uint None = 0;

    public const int IndexBits = 26;

    public const int RankBits = 6;

    /// <summary>The highest rank of a token: all other bits of the hash are zero.</summary>
    public const int MaxRank = 64 - IndexBits + 1;

    public static uint Of(ulong hash) => ((uint)(hash >> (64 - IndexBits)) << RankBits) | (uint)RankOf(hash, IndexBits);

    public static uint IndexOf(uint token) => token >> RankBits;

    public static int RankOf(uint token) => (int)(token & ((1 << RankBits) - 1));

    /// <summary>The position of the first one after the index, counted from one.</summary>
    public static int RankOf(ulong hash, int indexBits) => BitOperations.LeadingZeroCount((hash << indexBits) | (1UL << (indexBits - 1))) + 1;

    /// <summary>Returns the register and rank that an item has when fewer bits of its hash are the index.</summary>
    public static (int Index, int Rank) Fold(uint index, int rank, int indexBits, int fewerBits)
    {
        var dropped = indexBits - fewerBits;
        var low = index & ((1u << dropped) - 1);
        return ((int)(index >> dropped), low == 0 ? dropped + rank : BitOperations.LeadingZeroCount(low) - (32 - dropped) + 1);
    }
}
