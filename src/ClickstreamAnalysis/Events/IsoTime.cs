using System.Globalization;

namespace ClickstreamAnalysis.Events;

/// <summary>Parses an ISO 8601 time from UTF-8 without allocating.</summary>
/// <remarks>
/// A cursor over the text: each step consumes a part or reports that it is missing. Digits are counted before they are parsed,
/// because their number distinguishes the basic format from the extended one and a calendar date from an ordinal one.
/// </remarks>
internal ref struct IsoTime
{
    private const int FractionDigits = 9;
    private const long FractionScale = 1_000_000_000;
    private const int MaxOffsetMinutes = 14 * 60;
    private const long MsPerMinute = 60_000;
    private const long MsPerHour = 60 * MsPerMinute;
    private const long MsPerDay = 24 * MsPerHour;

    private ReadOnlySpan<byte> _rest;

    private IsoTime(ReadOnlySpan<byte> text) => _rest = text;

    /// <summary>Parses a complete text; see <see cref="ClickTime"/> for the formats.</summary>
    /// <param name="text">The text as UTF-8.</param>
    /// <param name="timestampMs">The time in milliseconds since 1970-01-01T00:00:00Z, rounded toward the past.</param>
    /// <returns>False when the text is not a valid time from the year 1 through the year 9999, in UTC.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out long timestampMs)
    {
        timestampMs = 0;
        var reader = new IsoTime(text);
        if (!reader.TryTakeDate(out var dayMs))
        {
            return false;
        }

        var offsetMs = 0L;
        var timeMs = 0L;
        if (!reader._rest.IsEmpty && !(reader.TryTakeAny("Tt "u8) && reader.TryTakeTimeOfDay(out timeMs) && reader.TryTakeOffset(out offsetMs)))
        {
            return false;
        }

        timestampMs = dayMs + timeMs - offsetMs;
        return reader._rest.IsEmpty
            && timestampMs >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds()
            && timestampMs <= ClickEventSerde.MaxTimestampMs;
    }

    /// <summary>Consumes <c>2025-10-09</c>, <c>20251009</c>, <c>2025-282</c>, <c>2025282</c>, <c>2025-W41-4</c> or <c>2025W414</c>.</summary>
    private bool TryTakeDate(out long dayMs)
    {
        dayMs = 0;
        var digits = CountDigits();
        if (!TryTakeNumber(4, out var year) || year == 0)
        {
            return false;
        }

        var isExtended = TryTake((byte)'-');
        if (TryTake((byte)'W'))
        {
            return TryTakeNumber(2, out var week) && (!isExtended || TryTake((byte)'-')) && TryTakeNumber(1, out var weekday)
                && TryGetDay(year, week, weekday, out dayMs);
        }

        if ((isExtended ? CountDigits() : digits - 4) == 3)
        {
            return TryTakeNumber(3, out var ordinal) && TryGetDay(year, ordinal, out dayMs);
        }

        if (!TryTakeNumber(2, out var month) || (isExtended && !TryTake((byte)'-')) || !TryTakeNumber(2, out var day)
            || month is 0 or > 12 || day == 0 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        dayMs = MsOf(new DateTime(year, month, day));
        return true;
    }

    private static bool TryGetDay(int year, int ordinal, out long dayMs)
    {
        dayMs = MsOf(new DateTime(year, 1, 1)) + ((ordinal - 1) * MsPerDay);
        return ordinal >= 1 && ordinal <= (DateTime.IsLeapYear(year) ? 366 : 365);
    }

    private static bool TryGetDay(int year, int week, int weekday, out long dayMs)
    {
        // The first week of year 1 begins on its first day, and the last week of year 9999 ends in year 10000.
        dayMs = 0;
        if (year == DateTime.MaxValue.Year || week < 1 || week > ISOWeek.GetWeeksInYear(year) || weekday is 0 or > 7)
        {
            return false;
        }

        dayMs = MsOf(ISOWeek.ToDateTime(year, week, (DayOfWeek)(weekday % 7)));
        return true;
    }

    private static long MsOf(DateTime day) => (day.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond;

    /// <summary>
    /// Consumes <c>08:53:20.123</c>, <c>085320,123</c>, <c>08:53</c>, <c>0853</c> or <c>08</c>. The last unit may have a fraction.
    /// </summary>
    private bool TryTakeTimeOfDay(out long timeMs)
    {
        timeMs = 0;
        if (!TryTakeNumber(2, out var hour))
        {
            return false;
        }

        var unitMs = MsPerHour;
        int minute = 0, second = 0;
        if (TryTakeNext(out minute))
        {
            unitMs = MsPerMinute;
            if (TryTakeNext(out second))
            {
                unitMs = 1_000;
            }
        }

        timeMs = (hour * MsPerHour) + (minute * MsPerMinute) + (second * 1_000L);
        if (TryTakeAny(".,"u8))
        {
            if (CountDigits() == 0)
            {
                return false;
            }

            timeMs += TakeFraction() * unitMs / FractionScale;
        }

        // 24:00 is the end of the day. Second 60 is a leap second, which POSIX time counts as the next second.
        return minute <= 59 && (second <= 59 || (second == 60 && minute == 59)) && (hour <= 23 || timeMs == MsPerDay && hour == 24);
    }

    /// <summary>Consumes a two-digit unit, optionally after a colon. A colon without digits is not consumed, so parsing fails.</summary>
    private bool TryTakeNext(out int number)
    {
        number = 0;
        var hasColon = _rest is [(byte)':', ..];
        var before = _rest;
        _rest = hasColon ? _rest[1..] : _rest;
        if (TryTakeNumber(2, out number))
        {
            return true;
        }

        _rest = before;
        return false;
    }

    private long TakeFraction()
    {
        var digits = CountDigits();
        var fraction = 0L;
        for (var i = 0; i < FractionDigits; i++)
        {
            fraction = (fraction * 10) + (i < digits ? _rest[i] - '0' : 0);
        }

        _rest = _rest[digits..];
        return fraction;
    }

    /// <summary>Consumes <c>Z</c>, <c>+02:00</c>, <c>+0200</c> or <c>+02</c>, optionally after one space. UTC when there is no offset.</summary>
    private bool TryTakeOffset(out long offsetMs)
    {
        offsetMs = 0;
        if (_rest.IsEmpty)
        {
            return true;
        }

        TryTake((byte)' ');
        if (TryTakeAny("Zz"u8))
        {
            return true;
        }

        var isBehind = TryTake((byte)'-');
        if ((!isBehind && !TryTake((byte)'+')) || !TryTakeNumber(2, out var hours))
        {
            return false;
        }

        TryTakeNext(out var minutes);
        var total = (hours * 60) + minutes;
        offsetMs = (isBehind ? -total : total) * MsPerMinute;
        return minutes <= 59 && total <= MaxOffsetMinutes;
    }

    private readonly int CountDigits()
    {
        var others = _rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return others < 0 ? _rest.Length : others;
    }

    private bool TryTakeNumber(int digits, out int number)
    {
        number = 0;
        if (_rest.Length < digits)
        {
            return false;
        }

        foreach (var digit in _rest[..digits])
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return false;
            }

            number = (number * 10) + (digit - '0');
        }

        _rest = _rest[digits..];
        return true;
    }

    private bool TryTake(byte expected) => TryTakeAny([expected]);

    private bool TryTakeAny(scoped ReadOnlySpan<byte> expected)
    {
        if (_rest.IsEmpty || !expected.Contains(_rest[0]))
        {
            return false;
        }

        _rest = _rest[1..];
        return true;
    }
}
