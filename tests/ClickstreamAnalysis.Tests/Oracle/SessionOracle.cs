using ClickstreamAnalysis.Tests.Data;

namespace ClickstreamAnalysis.Tests.Oracle;

/// <summary>Sessions by SQL over all clicks at once: no order of arrival, no state, none of the engine's code.</summary>
internal static class SessionOracle
{
    /// <summary>The sessions in order of user and start.</summary>
    public static List<SessionRow> Of(IEnumerable<DataClick> clicks, long gapMs)
    {
        // Clicks at the same time must be in the same order in both windows: only the first of them may open a session.
        using var table = new ClickTable(clicks);
        return table.Query(
            $"""
            with marked as (
                select *, rowid as id, case when ts - lag(ts) over (partition by user_id order by ts, rowid) <= {gapMs} then 0 else 1 end as opens from clicks
            ), numbered as (
                select *, sum(opens) over (partition by user_id order by ts, id rows unbounded preceding) as n from marked
            )
            select user_id, min(ts), max(ts), count(*),
                   first(page order by ts, page), last(page order by ts, page)
            from numbered group by user_id, n order by user_id, min(ts)
            """,
            row => new SessionRow(row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetString(4), row.GetString(5)));
    }
}
