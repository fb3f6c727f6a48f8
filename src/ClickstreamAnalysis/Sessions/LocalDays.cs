namespace ClickstreamAnalysis.Sessions;

/// <summary>Tells whether two times lie on one calendar day of a time zone. Not thread-safe.</summary>
/// <remarks>
/// A day starts at the first instant that has its date, and ends where the next day starts, so it lasts 23 or 25 hours when the clocks
/// change. The two days used last are kept, because around a midnight events of two days alternate.
/// </remarks>
internal sealed class LocalDays(TimeZoneInfo zone)
{
    private const long DayMs = 24 * 60 * 60 * 1000;

    private static readonly long s_minMs = new DateTimeOffset(2, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
    private static readonly long s_maxMs = new DateTimeOffset(9998, 12, 31, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private Day _recent;
    private Day _other;

    /// <summary>Whether two times lie on one day.</summary>
    public bool AreSame(long oneMs, long otherMs) => _recent.Contains(oneMs) ? _recent.Contains(otherMs) : AreSameAfterChange(oneMs, otherMs);

    /// <summary>The day of a time: its first millisecond, and that of the next day.</summary>
    public (long StartMs, long EndMs) Of(long timestampMs)
    {
        AreSame(timestampMs, timestampMs);
        return (_recent.StartMs, _recent.EndMs);
    }

    private bool AreSameAfterChange(long oneMs, long otherMs)
    {
        var day = _other.Contains(oneMs) ? _other : Find(oneMs);
        _other = _recent;
        _recent = day;
        return day.Contains(otherMs);
    }

    private Day Find(long timestampMs)
    {
        if (timestampMs < s_minMs || timestampMs >= s_maxMs)
        {
            // Dates of these times may be outside the range of the calendar.
            var startMs = timestampMs - (((timestampMs % DayMs) + DayMs) % DayMs);
            return new Day(startMs, startMs > long.MaxValue - DayMs ? long.MaxValue : startMs + DayMs);
        }

        // The local date can fall back where the clocks are set back over midnight, so it is only near the day that the time belongs to.
        var date = DateOf(timestampMs);
        var day = new Day(StartOf(date), StartOf(date.AddDays(1)));
        while (timestampMs >= day.EndMs)
        {
            date = date.AddDays(1);
            day = new Day(day.EndMs, StartOf(date.AddDays(1)));
        }

        while (timestampMs < day.StartMs)
        {
            date = date.AddDays(-1);
            day = new Day(StartOf(date), day.StartMs);
        }

        return day;
    }

    /// <summary>The first millisecond whose local date is this date or a later one.</summary>
    private long StartOf(DateTime date)
    {
        var offset = zone.IsAmbiguousTime(date) ? zone.GetAmbiguousTimeOffsets(date).Max() : zone.GetUtcOffset(date);
        var guessMs = MillisecondsOf(date - offset);
        if (DateOf(guessMs) >= date && DateOf(guessMs - 1) < date)
        {
            return guessMs;
        }

        // The clocks skip this midnight: it is where the date changes.
        var (beforeMs, startMs) = (guessMs - (2 * DayMs), guessMs + (2 * DayMs));
        while (startMs - beforeMs > 1)
        {
            var middleMs = beforeMs + ((startMs - beforeMs) / 2);
            (beforeMs, startMs) = DateOf(middleMs) >= date ? (beforeMs, middleMs) : (middleMs, startMs);
        }

        return startMs;
    }

    private DateTime DateOf(long timestampMs)
    {
        var utc = DateTime.UnixEpoch.AddMilliseconds(timestampMs);
        return DateTime.SpecifyKind(utc + zone.GetUtcOffset(utc), DateTimeKind.Unspecified).Date;
    }

    private static long MillisecondsOf(DateTime utc) => (utc.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond;

    private readonly record struct Day(long StartMs, long EndMs)
    {
        public bool Contains(long timestampMs) => timestampMs >= StartMs && timestampMs < EndMs;
    }
}
