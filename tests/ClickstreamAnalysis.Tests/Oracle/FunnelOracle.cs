using ClickstreamAnalysis.Tests.Data;

namespace ClickstreamAnalysis.Tests.Oracle;

/// <summary>
/// Funnels of steps that share no event, by SQL over all clicks at once: from every entry the earliest next step, and of all
/// entries of a user and bucket the deepest, then the earliest. No order of arrival, no state, none of the engine's code.
/// </summary>
internal static class FunnelOracle
{
    /// <summary>The best chain of each user and bucket, in order of user and bucket.</summary>
    /// <param name="clicks">The clicks.</param>
    /// <param name="steps">The names of the events, one a step.</param>
    /// <param name="windowMs">The conversion window, inclusive.</param>
    /// <param name="bucketMs">The length of an entry bucket; 0 for one that holds all time.</param>
    public static List<FunnelRow> Best(IEnumerable<DataClick> clicks, IReadOnlyList<string> steps, long windowMs, long bucketMs)
    {
        using var table = new ClickTable(clicks);
        return table.Query(
            BestSql(steps, windowMs, bucketMs) + " order by user_id, bucket",
            row => new FunnelRow(
                row.GetString(0),
                row.GetInt64(1),
                string.Join(' ', Enumerable.Range(0, steps.Count).Where(step => !row.IsDBNull(step + 2)).Select(step => row.GetInt64(step + 2)))));
    }

    /// <summary>How many users reached each step, over all buckets.</summary>
    public static long[] Counts(IEnumerable<DataClick> clicks, IReadOnlyList<string> steps, long windowMs)
    {
        using var table = new ClickTable(clicks);
        var counts = Enumerable.Range(1, steps.Count).Select(step => $"count(t{step})");
        return table.Query(
            $"select {string.Join(", ", counts)} from ({BestSql(steps, windowMs, bucketMs: 0)})",
            row => steps.Select((_, step) => row.GetInt64(step)).ToArray())[0];
    }

    private static string BestSql(IReadOnlyList<string> steps, long windowMs, long bucketMs)
    {
        var bucket = bucketMs == 0 ? "0" : $"t1 - t1 % {bucketMs}";
        var sql = $"with s1 as (select distinct user_id, ts as t1 from clicks where event = '{steps[0]}')";
        for (var step = 2; step <= steps.Count; step++)
        {
            sql +=
                $"""
                , s{step} as (
                    select a.*, (select min(c.ts) from clicks c
                        where c.user_id = a.user_id and c.event = '{steps[step - 1]}' and c.ts >= a.t{step - 1} and c.ts <= a.t1 + {windowMs}) as t{step}
                    from s{step - 1} a)
                """;
        }

        var times = Enumerable.Range(1, steps.Count).Select(step => $"t{step}").ToArray();
        var depth = string.Join(" + ", times.Select(time => $"({time} is not null)::int"));
        return sql +
            $"""
            , ranked as (
                select *, {bucket} as bucket, row_number() over (partition by user_id, {bucket} order by {depth} desc, t1) as place from s{steps.Count})
            select user_id, bucket, {string.Join(", ", times)} from ranked where place = 1
            """;
    }
}

/// <summary>The best chain of a user in a bucket.</summary>
/// <param name="User">The user.</param>
/// <param name="BucketStartMs">The start of the bucket; 0 when it holds all time.</param>
/// <param name="StepTimesMs">The times of the steps reached, with spaces between them.</param>
internal readonly record struct FunnelRow(string User, long BucketStartMs, string StepTimesMs)
{
    public int Depth => StepTimesMs.Split(' ').Length;
}
