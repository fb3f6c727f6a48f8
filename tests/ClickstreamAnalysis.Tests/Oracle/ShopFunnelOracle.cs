using ClickstreamAnalysis.Tests.Data;

namespace ClickstreamAnalysis.Tests.Oracle;

/// <summary>How many users went view → cart → purchase within a window of a view, by SQL over all clicks at once.</summary>
internal static class ShopFunnelOracle
{
    public static long[] Of(IEnumerable<DataClick> clicks, long windowMs)
    {
        using var table = new ClickTable(clicks);
        return table.Query(
            $"""
            with v as (select user_id, ts from clicks where event = 'view'),
                 c as (select user_id, ts from clicks where event = 'cart'),
                 p as (select user_id, ts from clicks where event = 'purchase')
            select
                (select count(distinct user_id) from v),
                (select count(distinct v.user_id) from v join c on c.user_id = v.user_id and c.ts between v.ts and v.ts + {windowMs}),
                (select count(distinct v.user_id) from v join c on c.user_id = v.user_id and c.ts between v.ts and v.ts + {windowMs}
                    join p on p.user_id = v.user_id and p.ts between c.ts and v.ts + {windowMs})
            """,
            row => new[] { row.GetInt64(0), row.GetInt64(1), row.GetInt64(2) })[0];
    }
}
