using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using System.Text;

namespace ClickstreamAnalysis.Serialization;

/// <summary>
/// A bounded cache of strings by their UTF-8 bytes. Repeated strings share one object, without an allocation or decoding.
/// </summary>
/// <remarks>
/// Lock-free, in sets of four slots. Each slot has a mark from the hash, so that usually only the matching string is read. A
/// candidate is compared before it is returned, so a lost race only costs a second copy of a string. Memory is bounded by
/// slots × longest string. The hash is seeded per process, so that an attacker cannot send strings that all fall into one set.
/// </remarks>
internal sealed class StringPool
{
    private const int Ways = 4;
    private const int StackBytes = 768;

    // Replacing invalid bytes could make two different keys equal, so they are rejected.
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly ulong s_seed = Random();
    private static readonly ulong s_secondSeed = Random();
    private static readonly ulong s_factor = Random() | 1;

    private readonly Set[] _sets;
    private readonly int _maxBytes;

    /// <summary>Creates an empty pool.</summary>
    /// <param name="slots">The number of strings it can hold; a power of two, at least 4.</param>
    /// <param name="maxBytes">The maximum length of a cached string in UTF-8 bytes, at most 256. Longer strings are decoded each time.</param>
    public StringPool(int slots, int maxBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(slots, Ways);
        ArgumentOutOfRangeException.ThrowIfNotEqual(slots & (slots - 1), 0, nameof(slots));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxBytes * 3, StackBytes, nameof(maxBytes));
        _sets = new Set[slots / Ways];
        _maxBytes = maxBytes;
    }

    /// <summary>The pool for keys and user ids: at most about 4 MiB.</summary>
    public static StringPool Keys { get; } = new(slots: 16 * 1024, maxBytes: 128);

    /// <summary>The pool for repetitive strings: event names, pages, referrers, campaigns, user agents. At most about 8 MiB.</summary>
    public static StringPool Values { get; } = new(slots: 16 * 1024, maxBytes: 256);

    /// <summary>Returns the string for UTF-8 bytes.</summary>
    /// <exception cref="DecoderFallbackException">The bytes are not valid UTF-8.</exception>
    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > _maxBytes)
        {
            return s_strict.GetString(utf8);
        }

        if (utf8.IsEmpty)
        {
            return "";
        }

        var hash = Hash(utf8);
        var mark = (uint)(hash >> 32) | 1; // zero marks a free slot
        ref var set = ref _sets[(int)hash & (_sets.Length - 1)];
        for (var found = Vector128.Equals(set.Marks, Vector128.Create(mark)).ExtractMostSignificantBits(); found != 0; found &= found - 1)
        {
            var candidate = set.Texts[BitOperations.TrailingZeroCount(found)];
            if (candidate is not null && Matches(utf8, candidate))
            {
                return candidate;
            }
        }

        return Add(utf8, ref set, mark);
    }

    /// <summary>Hashes a string. Most have 8 to 16 bytes, which are hashed inline as two overlapping words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Hash(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length is < 8 or > 16)
        {
            return XxHash3.HashToUInt64(utf8, (long)s_seed);
        }

        var (first, last) = Words(utf8);
        var high = Math.BigMul(first ^ s_seed, last ^ s_secondSeed, out var low);
        high = Math.BigMul(high ^ low ^ (ulong)utf8.Length, s_factor, out low);
        return high ^ low;
    }

    // In valid UTF-8, equal char and byte counts mean that all of it is ASCII, which is compared without decoding.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Matches(ReadOnlySpan<byte> utf8, string candidate)
    {
        if (candidate.Length != utf8.Length)
        {
            return candidate.Length < utf8.Length && candidate.Length * 3 >= utf8.Length && MatchesEncoded(utf8, candidate);
        }

        if (utf8.Length is < 8 or > 16)
        {
            return Ascii.Equals(utf8, candidate);
        }

        var (first, last) = Words(utf8);
        var bytes = Vector128.Create(first, last).AsByte();
        var chars = MemoryMarshal.Cast<char, ushort>(candidate.AsSpan());
        return bytes.ExtractMostSignificantBits() == 0
            && Vector128.WidenLower(bytes) == Vector128.Create<ushort>(chars[..8])
            && Vector128.WidenUpper(bytes) == Vector128.Create<ushort>(chars[^8..]);
    }

    private static (ulong First, ulong Last) Words(ReadOnlySpan<byte> utf8) =>
        (BinaryPrimitives.ReadUInt64LittleEndian(utf8), BinaryPrimitives.ReadUInt64LittleEndian(utf8[^sizeof(ulong)..]));

    private static ulong Random() => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    private static bool MatchesEncoded(ReadOnlySpan<byte> utf8, string candidate)
    {
        Span<byte> encoded = stackalloc byte[StackBytes];
        return System.Text.Unicode.Utf8.FromUtf16(candidate, encoded, out _, out var written) == OperationStatus.Done
            && utf8.SequenceEqual(encoded[..written]);
    }

    /// <summary>Adds a string in the first slot of its set and evicts the oldest one.</summary>
    private static string Add(ReadOnlySpan<byte> utf8, ref Set set, uint mark)
    {
        var text = s_strict.GetString(utf8);
        Span<string?> texts = set.Texts;
        texts[..^1].CopyTo(texts[1..]);
        texts[0] = text;
        set.Marks = Vector128.Create(mark, set.Marks[0], set.Marks[1], set.Marks[2]);
        return text;
    }

    /// <summary>Marks and strings side by side, so that a lookup touches little memory.</summary>
    private struct Set
    {
        public Vector128<uint> Marks;
        public Slots Texts;
    }

    [InlineArray(Ways)]
    private struct Slots
    {
        private string? _first;
    }
}
