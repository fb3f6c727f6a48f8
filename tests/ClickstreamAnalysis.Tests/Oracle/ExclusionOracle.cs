using ClickstreamAnalysis.Tests.Data;

namespace ClickstreamAnalysis.Tests.Oracle;

/// <summary>
/// Funnels of three steps with an exclusion and a breakdown, by SQL over all clicks at once: every chain from every entry, whether an exclusion event
/// ends the attempt, and of all attempts of a user and bucket the deepest, then the earliest. No order of arrival, no state, none of the engine's code.
/// </summary>
/// <param name="WindowMs">The conversion window, inclusive.</param>
/// <param name="BucketMs">The length of an entry bucket; 0 for one that holds all time.</param>
/// <param name="After">The number of the step after which the exclusion applies: 1 or 2.</param>
/// <param name="Before">The number of the step before which it applies: 2 or 3.</param>
/// <param name="Effect">Its effect.</param>
/// <param name="ByLast">Whether the breakdown is by the page of the deepest step; otherwise by the page of the entry.</param>
internal sealed record ExclusionOracle(long WindowMs, long BucketMs, int After, int Before, ExclusionEffect Effect, bool ByLast)
{
    /// <summary>Whether an exclusion event at the time of a step counts as between: false by the rules.</summary>
    public bool TiesExclude { get; init; }

    /// <summary>The outcome of each user and bucket, in order: user, bucket, the times of the steps, the value.</summary>
    /// <param name="clicks">The clicks: steps a, b and c, exclusion events x; no two of one user, event and time.</param>
    public List<string> Outcomes(IEnumerable<DataClick> clicks)
    {
        using var table = new ClickTable(clicks);
        return table.Query(
            $"{BestSql} select user_id, bucket, concat_ws(' ', t1, t2, t3), value from best order by user_id, bucket",
            row => $"{row.GetString(0)} {row.GetInt64(1)}: {row.GetString(2)} {row.GetString(3)}");
    }

    /// <summary>How many users reached each step, by bucket and value, in order of their texts.</summary>
    public List<string> Counts(IEnumerable<DataClick> clicks)
    {
        using var table = new ClickTable(clicks);
        return [.. table.Query(
            $"{BestSql} select bucket, value, count(t1), count(t2), count(t3) from best group by bucket, value",
            row => $"{row.GetInt64(0)} {row.GetString(1)} {row.GetInt64(2)} {row.GetInt64(3)} {row.GetInt64(4)}").Order(StringComparer.Ordinal)];
    }

    private string BestSql
    {
        get
        {
            var bucket = BucketMs == 0 ? "0" : $"t1 - t1 % {BucketMs}";
            var page = $"(select page from clicks p where p.user_id = w.user_id and p.event = {(ByLast ? "['a', 'b', 'c'][depth]" : "'a'")} and p.ts = {(ByLast ? "last" : "t1")})";
            return
                $"""
                with a as (select user_id, ts as t1 from clicks where event = 'a'),
                ab as (select a.*, b.ts as t2 from a join clicks b on b.user_id = a.user_id and b.event = 'b' and b.ts between t1 and t1 + {WindowMs}
                    where not {Between(1, "a", "t1", "b.ts")}),
                abc as (select ab.*, c.ts as t3 from ab join clicks c on c.user_id = ab.user_id and c.event = 'c' and c.ts between t2 and t1 + {WindowMs}
                    where not {Between(2, "ab", "t2", "c.ts")}),
                chains as (
                    select user_id, 1 as depth, t1, null::bigint as t2, null::bigint as t3, t1 as last from a
                    union all select user_id, 2, t1, t2, null, t2 from ab
                    union all select user_id, 3, t1, t2, t3, t3 from abc),
                attempts as (
                    select *, max(last) over (partition by user_id, t1, depth) as latest,
                        row_number() over (partition by user_id, t1 order by depth desc, last, t2) as place
                    from chains),
                ended as (
                    select *, {bucket} as bucket, {After} <= depth and depth < {Before} and exists (
                        select 1 from clicks x where x.user_id = attempts.user_id and x.event = 'x'
                            and x.ts {(TiesExclude ? ">=" : ">")} latest and x.ts <= t1 + {WindowMs}) as excluded
                    from attempts where place = 1),
                counted as (select * from ended e where {Counts("e")}),
                w as (select *, row_number() over (partition by user_id, bucket order by depth desc, t1) as rank from counted),
                best as (
                    select user_id, bucket, t1, t2, t3,
                        case when {page} = '/red' then '/red' when {page} is null then '(none)' else '(other)' end as value
                    from w where rank = 1)
                """;
        }
    }

    private string Counts(string attempt) => Effect switch
    {
        ExclusionEffect.CapAttempt => "true",
        ExclusionEffect.DropAttempt => $"not {attempt}.excluded",
        _ => $"not exists (select 1 from ended d where d.user_id = {attempt}.user_id and d.bucket = {attempt}.bucket and d.excluded)",
    };

    /// <summary>Whether an exclusion event lies between a step and the next one.</summary>
    private string Between(int step, string chain, string fromMs, string toMs)
    {
        var (greater, less) = TiesExclude ? (">=", "<=") : (">", "<");
        return step < After || step >= Before ? "false"
            : $"exists (select 1 from clicks x where x.user_id = {chain}.user_id and x.event = 'x' and x.ts {greater} {fromMs} and x.ts {less} {toMs})";
    }
}
