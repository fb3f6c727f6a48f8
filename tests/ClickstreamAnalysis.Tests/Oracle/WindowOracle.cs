using ClickstreamAnalysis.Tests.Data;

namespace ClickstreamAnalysis.Tests.Oracle;

/// <summary>Counts of events in windows by SQL over all clicks at once.</summary>
internal static class WindowOracle
{
    /// <summary>User, window start, and count, in order of both.</summary>
    public static List<(string User, long StartMs, long Count)> Counts(IEnumerable<DataClick> clicks, long sizeMs, long advanceMs)
    {
        using var table = new ClickTable(clicks);

        // From the last window that contains the event back to the first: one row for each.
        return table.Query(
            $"""
            with hops as (select unnest(range(0, {(sizeMs + advanceMs - 1) / advanceMs})) * {advanceMs} as back),
                 members as (select user_id, ts, ts - ts % {advanceMs} - back as start_ms from clicks, hops)
            select user_id, start_ms, count(*) from members where start_ms > ts - {sizeMs} group by user_id, start_ms order by user_id, start_ms
            """,
            row => (row.GetString(0), row.GetInt64(1), row.GetInt64(2)));
    }

    /// <summary>User, first moment, and count of each sliding window, in order of both: one ends at each event, and one begins just after it if it holds an event.</summary>
    public static List<(string User, long StartMs, long Count)> SlidingCounts(IEnumerable<DataClick> clicks, long sizeMs)
    {
        using var table = new ClickTable(clicks);
        return table.Query(
            $"""
            with starts as (select user_id, ts - {sizeMs} as start_ms from clicks union select user_id, ts + 1 from clicks)
            select s.user_id, s.start_ms, count(*) from starts s join clicks c on c.user_id = s.user_id and c.ts >= s.start_ms and c.ts <= s.start_ms + {sizeMs}
            group by s.user_id, s.start_ms order by s.user_id, s.start_ms
            """,
            row => (row.GetString(0), row.GetInt64(1), row.GetInt64(2)));
    }
}
