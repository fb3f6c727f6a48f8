using System.Buffers.Text;

namespace ClickstreamAnalysis.Events;

/// <summary>Parses the time of a line in an access log: <c>01/Mar/2026:12:00:00 +0100</c>.</summary>
internal static class AccessLogTime
{
    private const int Length = 26;

    /// <summary>The time in milliseconds since 1970; null when the text is none, or before 1970.</summary>
    public static long? Parse(ReadOnlySpan<byte> text)
    {
        if (text.Length != Length || text[2] != '/' || text[6] != '/' || text[11] != ':' || text[14] != ':' || text[17] != ':' || text[20] != ' '
            || !TryNumber(text[..2], out var day) || !TryNumber(text[7..11], out var year) || !TryNumber(text[12..14], out var hour)
            || !TryNumber(text[15..17], out var minute) || !TryNumber(text[18..20], out var second)
            || !TryNumber(text[22..24], out var offsetHours) || !TryNumber(text[24..], out var offsetMinutes) || text[21] is not ((byte)'+' or (byte)'-'))
        {
            return null;
        }

        var at = "JanFebMarAprMayJunJulAugSepOctNovDec"u8.IndexOf(text[3..6]);
        var month = (at / 3) + 1;
        if (at < 0 || at % 3 != 0 || year < 1970 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 60 || offsetHours > 14 || offsetMinutes > 59)
        {
            return null;
        }

        var seconds = (((hour * 60L) + minute) * 60) + second;
        var offset = ((offsetHours * 60L) + offsetMinutes) * 60 * (text[21] == '-' ? -1 : 1);
        var ms = ((long)(new DateTime(year, month, day) - DateTime.UnixEpoch).TotalSeconds + seconds - offset) * 1_000;
        return ms is >= 0 and <= ClickEventSerde.MaxTimestampMs ? ms : null;
    }

    private static bool TryNumber(ReadOnlySpan<byte> digits, out int number)
    {
        number = 0;
        return digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0 && Utf8Parser.TryParse(digits, out number, out var used) && used == digits.Length;
    }
}
