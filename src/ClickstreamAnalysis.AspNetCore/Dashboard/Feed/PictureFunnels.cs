using ClickstreamAnalysis.AspNetCore.Dashboard.Contract;
using ClickstreamAnalysis.AspNetCore.Dashboard.Instances;

namespace ClickstreamAnalysis.AspNetCore.Dashboard.Feed;

/// <summary>The funnels of all instances. A bucket of a funnel is in one partition, so no two instances have it.</summary>
internal static class PictureFunnels
{
    private const string Suffix = "-counts";

    public static IReadOnlyList<FunnelFigures> Of(IReadOnlyList<InstancePart> parts) =>
        [.. parts.SelectMany(static part => part.Funnels)
            .GroupBy(static funnel => funnel.Name, StringComparer.Ordinal)
            .OrderBy(static funnel => funnel.Key, StringComparer.Ordinal)
            .Select(static funnel => FiguresOf(NameOf(funnel.Key), [.. funnel.SelectMany(static part => part.Rows).Select(static row => FunnelCounts.Serde.Deserialize(row))]))
            .Where(static figures => figures is not null).Select(static figures => figures!)];

    // The store of the counts is named after the funnel.
    private static string NameOf(string store) => store.EndsWith(Suffix, StringComparison.Ordinal) ? store[..^Suffix.Length] : store;

    private static FunnelFigures? FiguresOf(string name, FunnelCounts[] rows)
    {
        if (rows.Length == 0)
        {
            return null;
        }

        var trend = rows.Where(static row => !row.Bucket.IsAllTime).OrderBy(static row => row.Bucket.Window!.Value.StartMs).TakeLast(FunnelReader.MostBuckets).ToArray();
        var total = rows.FirstOrDefault(static row => row.Bucket.IsAllTime);
        var shown = total is null ? trend : [total];
        return new FunnelFigures(
            name,
            [.. rows[0].Steps.Select(static step => step.Name)],
            SumOf(shown.Select(static row => UsersOf(row.Steps))),
            [.. shown.SelectMany(static row => row.Breakdown).GroupBy(static value => value.Value, StringComparer.Ordinal)
                .Select(value => new FunnelValue(
                    value.Key,
                    SumOf(value.Select(static part => UsersOf(part.Steps))),
                    [.. trend.Select(row => UsersOf(row, value.Key))],
                    PictureTimes.Of(value.Select(static part => part.TimeToConvert))))
                .OrderByDescending(static value => value.Users[0])],
            [.. trend.Select(static row => new FunnelTrend(row.Bucket.Window!.Value.StartMs, UsersOf(row.Steps)))],
            PictureTimes.Of(shown.Select(static row => row.TimeToConvert)));
    }

    private static long[] UsersOf(IEnumerable<FunnelStepCount> steps) => [.. steps.Select(static step => step.Users)];

    // A bucket of before the value was listed does not have it.
    private static long[] UsersOf(FunnelCounts row, string value) =>
        row.Breakdown.FirstOrDefault(part => part.Value == value).Steps is { IsDefault: false } steps ? UsersOf(steps) : new long[row.Steps.Length];

    private static long[] SumOf(IEnumerable<long[]> rows) =>
        rows.Aggregate(static (sum, row) => [.. sum.Zip(row, static (one, other) => one + other)]);
}
