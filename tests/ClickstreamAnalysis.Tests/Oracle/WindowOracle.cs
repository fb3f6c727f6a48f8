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
}
