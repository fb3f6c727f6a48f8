using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace ClickstreamAnalysis.Events;

/// <summary>A place in a JSON text, and steps from there: each takes something off the text, or says that it is not there.</summary>
/// <remarks>
/// Takes nothing but valid JSON, and not all of that: no escapes, no deep nesting. After a step that failed the place means
/// nothing until it is set. The text must be valid UTF-8; the caller checks that.
/// </remarks>
internal ref struct JsonCursor(ReadOnlySpan<byte> json)
{
    private const int MaxDepth = 8;
    private const int MaxTimeDigits = 15;

    private readonly ReadOnlySpan<byte> _json = json;

    /// <summary>How many bytes were taken.</summary>
    public int At;

    public readonly ReadOnlySpan<byte> Json => _json;

    public bool TryTakeEnd()
    {
        SkipSpace();
        return At == _json.Length;
    }

    /// <summary>Takes one byte of punctuation, with the white space before it.</summary>
    public bool TryTake(byte punctuation)
    {
        if (!IsAt(punctuation))
        {
            SkipSpace();
            if (!IsAt(punctuation))
            {
                return false;
            }
        }

        At++;
        return true;
    }

    public bool TryTakeLiteral(ReadOnlySpan<byte> literal)
    {
        if (!_json[At..].StartsWith(literal))
        {
            return false;
        }

        At += literal.Length;
        return true;
    }

    /// <summary>Takes a text without escapes, with the white space before it.</summary>
    public bool TryTakeText(out ReadOnlySpan<byte> text)
    {
        if (TryTake((byte)'"'))
        {
            return TryTakeRestOfText(out text);
        }

        text = default;
        return false;
    }

    /// <summary>Takes a text without escapes whose opening quote is taken already.</summary>
    public bool TryTakeRestOfText(out ReadOnlySpan<byte> text)
    {
        text = _json[At..];
        var length = IndexOfSpecial(text);
        if ((uint)length >= (uint)text.Length || text[length] != '"')
        {
            return false;
        }

        text = text[..length];
        At += length + 1;
        return true;
    }

    /// <summary>Takes milliseconds since 1970, up to the year 9999, as plain digits.</summary>
    public bool TryTakeTime(out long timestampMs)
    {
        var start = At;
        if (TryParseThirteenDigits(_json[start..], out timestampMs))
        {
            At += 13;
            return true;
        }

        while (At < _json.Length && (uint)(_json[At] - '0') <= 9)
        {
            timestampMs = (timestampMs * 10) + (_json[At++] - '0');
        }

        var digits = At - start;
        return digits is > 0 and <= MaxTimeDigits && (digits == 1 || _json[start] != '0') && timestampMs <= ClickEventSerde.MaxTimestampMs;
    }

    public bool TryTakeNumber()
    {
        if (IsAt((byte)'-'))
        {
            At++;
        }

        var whole = SkipDigits(out var startsWithZero);
        if (whole == 0 || (whole > 1 && startsWithZero))
        {
            return false;
        }

        if (IsAt((byte)'.'))
        {
            At++;
            if (SkipDigits(out _) == 0)
            {
                return false;
            }
        }

        if (!IsAt((byte)'e') && !IsAt((byte)'E'))
        {
            return true;
        }

        At++;
        if (IsAt((byte)'+') || IsAt((byte)'-'))
        {
            At++;
        }

        return SkipDigits(out _) > 0;
    }

    /// <summary>Takes any value.</summary>
    /// <param name="depth">How deep it lies; more than a few levels are not taken.</param>
    public bool TryTakeValue(int depth)
    {
        if (At >= _json.Length || depth > MaxDepth)
        {
            return false;
        }

        return _json[At] switch
        {
            (byte)'"' => TryTakeText(out _),
            (byte)'{' => TryTakeObject(depth),
            (byte)'[' => TryTakeArray(depth),
            (byte)'t' => TryTakeLiteral("true"u8),
            (byte)'f' => TryTakeLiteral("false"u8),
            (byte)'n' => TryTakeLiteral("null"u8),
            _ => TryTakeNumber(),
        };
    }

    public void SkipSpace()
    {
        while (At < _json.Length && _json[At] <= ' ' && _json[At] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            At++;
        }
    }

    public readonly bool IsAt(byte expected) => At < _json.Length && _json[At] == expected;

    private bool TryTakeObject(int depth)
    {
        At++;
        if (TryTake((byte)'}'))
        {
            return true;
        }

        do
        {
            if (!TryTakeText(out _) || !TryTake((byte)':'))
            {
                return false;
            }

            SkipSpace();
            if (!TryTakeValue(depth + 1))
            {
                return false;
            }
        }
        while (TryTake((byte)','));
        return TryTake((byte)'}');
    }

    private bool TryTakeArray(int depth)
    {
        At++;
        if (TryTake((byte)']'))
        {
            return true;
        }

        do
        {
            SkipSpace();
            if (!TryTakeValue(depth + 1))
            {
                return false;
            }
        }
        while (TryTake((byte)','));
        return TryTake((byte)']');
    }

    private int SkipDigits(out bool startsWithZero)
    {
        var start = At;
        startsWithZero = IsAt((byte)'0');
        while (At < _json.Length && (uint)(_json[At] - '0') <= 9)
        {
            At++;
        }

        return At - start;
    }

    /// <summary>The digits that stand for any time from 2001 to 2286, at once instead of one by one.</summary>
    private static bool TryParseThirteenDigits(ReadOnlySpan<byte> text, out long number)
    {
        number = 0;
        if (text.Length < Vector128<byte>.Count)
        {
            return false;
        }

        var digits = Vector128.Create(text[..Vector128<byte>.Count]) - Vector128.Create((byte)'0');
        var others = Vector128.GreaterThan(digits, Vector128.Create((byte)9)).ExtractMostSignificantBits();
        if ((others & 0x3FFF) != 1 << 13 || digits[0] == 0)
        {
            return false;
        }

        // The last eight of them overlap the first eight by three.
        var (first, last) = (BinaryPrimitives.ReadUInt64LittleEndian(text), BinaryPrimitives.ReadUInt64LittleEndian(text[5..]));
        number = (EightDigits(first - 0x3030303030303030) * 100_000) + EightDigits((last - 0x3030303030303030) & ~0xFFFFFFUL);
        return true;
    }

    // Neighbours are joined, to numbers of two digits, then four, then eight; the first digit is in the lowest byte.
    private static long EightDigits(ulong digits)
    {
        digits = (digits * 10) + (digits >> 8);
        var high = (digits & 0x000000FF000000FF) * (100 + (1_000_000UL << 32));
        var low = ((digits >> 16) & 0x000000FF000000FF) * (1 + (10_000UL << 32));
        return (long)((high + low) >> 32);
    }

    /// <summary>Where a text ends: at a quote, or at what makes it unusual or wrong. The length when there is no such thing.</summary>
    private static int IndexOfSpecial(ReadOnlySpan<byte> text)
    {
        var index = 0;
        for (; text.Length - index >= Vector128<byte>.Count; index += Vector128<byte>.Count)
        {
            var bytes = Vector128.Create(text.Slice(index, Vector128<byte>.Count));
            var special = Vector128.Equals(bytes, Vector128.Create((byte)'"'))
                | Vector128.Equals(bytes, Vector128.Create((byte)'\\'))
                | Vector128.LessThan(bytes, Vector128.Create((byte)' '));
            if (special != Vector128<byte>.Zero)
            {
                return index + BitOperations.TrailingZeroCount(special.ExtractMostSignificantBits());
            }
        }

        while (index < text.Length && text[index] is not ((byte)'"' or (byte)'\\' or < (byte)' '))
        {
            index++;
        }

        return index;
    }
}
