using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace ClickstreamAnalysis.Events;

/// <summary>A position in JSON text. Each step consumes a part of the text or reports that it is missing.</summary>
/// <remarks>
/// Accepts a subset of valid JSON: no escapes, no deep nesting. After a failed step the position is undefined until it is set. The
/// bytes must be valid UTF-8; the caller checks that.
/// </remarks>
internal ref struct JsonCursor(ReadOnlySpan<byte> json)
{
    private const int MaxDepth = 8;
    private const int MaxTimeDigits = 15;

    private readonly ReadOnlySpan<byte> _json = json;

    /// <summary>The number of bytes consumed.</summary>
    public int At;

    public readonly ReadOnlySpan<byte> Json => _json;

    public bool TryTakeEnd()
    {
        SkipSpace();
        return At == _json.Length;
    }

    /// <summary>Consumes one byte of punctuation and the whitespace before it.</summary>
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

    /// <summary>Consumes a string without escapes and the whitespace before it.</summary>
    public bool TryTakeText(out ReadOnlySpan<byte> text)
    {
        if (TryTake((byte)'"'))
        {
            return TryTakeRestOfText(out text);
        }

        text = default;
        return false;
    }

    /// <summary>Consumes a string without escapes whose opening quote is already consumed.</summary>
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

    /// <summary>Consumes milliseconds since 1970-01-01T00:00:00Z, up to the year 9999, in plain digits.</summary>
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

    /// <summary>Consumes any value.</summary>
    /// <param name="depth">The nesting depth of the value. Values nested more than a few levels deep are rejected.</param>
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

    /// <summary>Parses the 13 digits of any time from 2001 to 2286 at once instead of one by one.</summary>
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

        // The last eight digits overlap the first eight by three.
        var (first, last) = (BinaryPrimitives.ReadUInt64LittleEndian(text), BinaryPrimitives.ReadUInt64LittleEndian(text[5..]));
        number = (EightDigits(first - 0x3030303030303030) * 100_000) + EightDigits((last - 0x3030303030303030) & ~0xFFFFFFUL);
        return true;
    }

    // Neighboring digits are combined into numbers of two, four, then eight digits; the first digit is in the lowest byte.
    private static long EightDigits(ulong digits)
    {
        digits = (digits * 10) + (digits >> 8);
        var high = (digits & 0x000000FF000000FF) * (100 + (1_000_000UL << 32));
        var low = ((digits >> 16) & 0x000000FF000000FF) * (1 + (10_000UL << 32));
        return (long)((high + low) >> 32);
    }

    /// <summary>Returns the index of a quote, backslash or control character; the length when there is none.</summary>
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
