using System.Buffers;
using System.Globalization;

namespace ShopAnalytics.CommandLine;

/// <summary>Reads and writes durations: <c>30min</c>, <c>60s</c>, <c>1h</c>, <c>1h30min</c>, <c>500ms</c>, <c>00:30:00</c>.</summary>
internal static class Duration
{
    private static readonly SearchValues<char> s_numberCharacters = SearchValues.Create("0123456789.");
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(36_500);
    private static readonly string[] s_clockFormats = [@"h\:mm", @"hh\:mm", @"h\:mm\:ss", @"hh\:mm\:ss", @"d\.hh\:mm\:ss", @"hh\:mm\:ss\.FFF"];

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        var rest = text.AsSpan().Trim();
        if (rest.Contains(':'))
        {
            return TimeSpan.TryParseExact(rest, s_clockFormats, CultureInfo.InvariantCulture, out duration) && duration <= s_longest;
        }

        if (rest.IsEmpty || rest.SequenceEqual("0"))
        {
            return !rest.IsEmpty;
        }

        var totalMs = 0d;
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept(s_numberCharacters);
            if (digits <= 0 || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                return false;
            }

            rest = rest[digits..];
            var letters = rest.IndexOfAny(s_numberCharacters);
            var unit = letters < 0 ? rest : rest[..letters];
            if (MillisecondsOf(unit.Trim()) is not { } unitMs)
            {
                return false;
            }

            totalMs += number * unitMs;
            rest = rest[unit.Length..];
        }

        if (totalMs > s_longest.TotalMilliseconds)
        {
            return false;
        }

        duration = TimeSpan.FromMilliseconds(totalMs);
        return true;
    }

    /// <summary>The shortest text that <see cref="TryParse"/> reads as the same duration.</summary>
    public static string Format(TimeSpan duration) => duration switch
    {
        { Ticks: 0 } => "0s",
        _ when duration.Ticks % TimeSpan.TicksPerHour == 0 => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalHours:0}h"),
        _ when duration.Ticks % TimeSpan.TicksPerMinute == 0 => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMinutes:0}min"),
        _ when duration.Ticks % TimeSpan.TicksPerSecond == 0 => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0}s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds:0.####}ms"),
    };

    private static double? MillisecondsOf(ReadOnlySpan<char> unit) => unit switch
    {
        "ms" => 1,
        "s" or "sec" => 1_000,
        "m" or "min" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => null,
    };
}
