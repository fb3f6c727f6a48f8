using System.Text;
using ClickstreamAnalysis.Events;

namespace ClickstreamAnalysis;

/// <summary>Parses event times as <see cref="ClickEvent.Serde"/> does, for clicks in another format. Thread-safe.</summary>
/// <remarks>
/// <para>
/// Accepts ISO 8601 and .NET's round-trip format: a calendar, ordinal or week date (<c>2025-10-09</c>, <c>2025-282</c>,
/// <c>2025-W41-4</c>), alone or followed by <c>T</c> or one space and a time of day (<c>08:53:20.123</c>). Date, time and offset
/// may each be in the basic format without separators (<c>20251009T085320Z</c>). Seconds and minutes may be omitted. The last unit
/// may have a fraction with any number of digits, after a point or a comma. <c>24:00</c> is the end of the day. Second 60 is
/// a leap second and counts as the next second.
/// </para>
/// <para>
/// The offset is <c>Z</c> or up to 14 hours (<c>+02:00</c>, <c>+0200</c>, <c>+02</c>), optionally after one space. A time without
/// an offset is UTC, because the result must not depend on the time zone of the machine. Fractions of a millisecond are truncated.
/// </para>
/// </remarks>
public static class ClickTime
{
    // Longer than any time with nanoseconds; only the UTF-8 overload accepts more digits.
    private const int MaxChars = 128;

    /// <summary>Parses a time. Does not allocate.</summary>
    /// <param name="utf8Text">The time as UTF-8, without surrounding whitespace.</param>
    /// <param name="time">The time in UTC, in whole milliseconds.</param>
    /// <returns>False when the bytes are not a valid time from the year 1 through the year 9999.</returns>
    public static bool TryParse(ReadOnlySpan<byte> utf8Text, out DateTimeOffset time)
    {
        var isTime = IsoTime.TryParse(utf8Text, out var timestampMs);
        time = isTime ? DateTimeOffset.FromUnixTimeMilliseconds(timestampMs) : default;
        return isTime;
    }

    /// <summary>Parses a time. Does not allocate.</summary>
    /// <param name="text">The time, without surrounding whitespace; at most 128 characters.</param>
    /// <param name="time">The time in UTC, in whole milliseconds.</param>
    /// <returns>False when the text is not a valid time from the year 1 through the year 9999.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset time)
    {
        time = default;
        Span<byte> utf8 = stackalloc byte[MaxChars];
        return text.Length <= MaxChars && Ascii.FromUtf16(text, utf8, out var length) == System.Buffers.OperationStatus.Done
            && TryParse(utf8[..length], out time);
    }
}
