using System.Buffers;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;

namespace ClickstreamAnalysis.Serialization;

/// <summary>
/// A bounded cache of strings by their UTF-8 bytes: texts that come again and again become one object, and cost neither an
/// allocation nor a decoding.
/// </summary>
/// <remarks>
/// Two slots per hash and no locks. A slot is one reference, written whole, and a string that is found is compared before it is
/// given out, so a lost race costs a second copy of a text and nothing else. Memory is bounded by slots × longest text. The hash
/// is seeded per process, so that nobody outside can send texts that all fall into one slot.
/// </remarks>
internal sealed class StringPool
{
    private const int StackBytes = 768;

    // Replacing what is invalid would make two different keys one: refuse instead.
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly long s_seed = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));

    private readonly string?[] _slots;
    private readonly int _mask;
    private readonly int _maxBytes;

    /// <summary>Creates an empty pool.</summary>
    /// <param name="slots">How many strings it can hold; a power of two.</param>
    /// <param name="maxBytes">Longer texts (in UTF-8 bytes) are decoded each time; at most 256.</param>
    public StringPool(int slots, int maxBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(slots, 2);
        ArgumentOutOfRangeException.ThrowIfNotEqual(slots & (slots - 1), 0, nameof(slots));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxBytes * 3, StackBytes, nameof(maxBytes));
        _slots = new string?[slots];
        _mask = slots - 1;
        _maxBytes = maxBytes;
    }

    /// <summary>For keys and user ids: at most about 4 MiB.</summary>
    public static StringPool Keys { get; } = new(slots: 16 * 1024, maxBytes: 128);

    /// <summary>For texts of which there are few: event names, pages, referrers, campaigns, user agents. At most about 4 MiB.</summary>
    public static StringPool Values { get; } = new(slots: 8 * 1024, maxBytes: 256);

    /// <summary>Gives the string of these bytes.</summary>
    /// <exception cref="DecoderFallbackException">The bytes are not UTF-8.</exception>
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

        var first = (int)XxHash3.HashToUInt64(utf8, s_seed) & _mask;
        var candidate = _slots[first];
        if (candidate is not null && Matches(utf8, candidate))
        {
            return candidate;
        }

        var older = _slots[first ^ 1];
        return older is not null && Matches(utf8, older) ? older : Add(utf8, first, candidate);
    }

    // In valid UTF-8 there are as many chars as bytes exactly when all of it is ASCII, which is compared without decoding.
    private static bool Matches(ReadOnlySpan<byte> utf8, string candidate) =>
        candidate.Length == utf8.Length
            ? Ascii.Equals(utf8, candidate)
            : candidate.Length < utf8.Length && candidate.Length * 3 >= utf8.Length && MatchesEncoded(utf8, candidate);

    private static bool MatchesEncoded(ReadOnlySpan<byte> utf8, string candidate)
    {
        Span<byte> encoded = stackalloc byte[StackBytes];
        return System.Text.Unicode.Utf8.FromUtf16(candidate, encoded, out _, out var written) == OperationStatus.Done
            && utf8.SequenceEqual(encoded[..written]);
    }

    private string Add(ReadOnlySpan<byte> utf8, int slot, string? displaced)
    {
        var text = s_strict.GetString(utf8);
        if (displaced is not null)
        {
            _slots[slot ^ 1] = displaced;
        }

        _slots[slot] = text;
        return text;
    }
}
