using ClickstreamAnalysis.Tests.Data;

namespace ClickstreamAnalysis.Tests.Oracle;

/// <summary>Sessions by SQL over all clicks at once: no order of arrival, no state, none of the engine's code.</summary>
internal static class SessionOracle
{
    /// <summary>The sessions in order of user and start.</summary>
    /// <param name="clicks">All clicks, in any order.</param>
    /// <param name="gapMs">The greatest difference of neighbours.</param>
    /// <param name="isInclusive">Whether neighbours that are exactly this far apart belong together.</param>
    /// <param name="midnightMs">A midnight, for sessions that are split at each; null for none. All days have 24 hours.</param>
    public static List<SessionRow> Of(IEnumerable<DataClick> clicks, long gapMs, bool isInclusive = true, long? midnightMs = null)
    {
        using var table = new ClickTable(clicks);

        // The sum is over a range and not over rows: clicks of one time all get the same number, in whatever order they are sorted.
        return table.Query(
            $"""
            with marked as (
                select *, case when ts - lag(ts) over (partition by user_id order by ts) {(isInclusive ? "<=" : "<")} {gapMs}
                                and day = lag(day) over (partition by user_id order by ts) then 0 else 1 end as opens
                from (select *, {(midnightMs is null ? "0" : $"floor((ts - {midnightMs}) / 86400000.0)")} as day from clicks)
            ), numbered as (
                select *, sum(opens) over (partition by user_id order by ts range unbounded preceding) as n from marked
            )
            select user_id, min(ts), max(ts), count(*),
                   first(page order by ts, page) filter (where page is not null),
                   last(page order by ts, page) filter (where page is not null)
            from numbered group by user_id, n order by user_id, min(ts)
            """,
            row => new SessionRow(
                row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3),
                row.IsDBNull(4) ? null : row.GetString(4), row.IsDBNull(5) ? null : row.GetString(5)));
    }
}
