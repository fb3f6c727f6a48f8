using ClickstreamAnalysis.AspNetCore.Dashboard.Contract;
using ClickstreamAnalysis.AspNetCore.Dashboard.Instances;
using ClickstreamAnalysis.AspNetCore.Insights;

namespace ClickstreamAnalysis.AspNetCore.Dashboard.Feed;

/// <summary>The figures of the site of all instances.</summary>
internal static class PictureSite
{
    private const int TopItems = 20;
    private const int PathItems = 60;
    private const int ShownMinutes = 60;

    /// <summary>The distinct users of the last minutes; null without insights.</summary>
    public static long? ActiveUsers(IReadOnlyList<InstancePart> parts) => Merge(parts, static site => site.Active)?.Users.Estimate();

    /// <summary>The last minute with figures on any instance, exclusive; null when there is none.</summary>
    public static long? EndOf(IReadOnlyList<InstancePart> parts) => parts.Max(static part => part.Site?.Latest) + 1;

    public static Site Of(IReadOnlyList<InstancePart> parts, long atMs)
    {
        if (EndOf(parts) is not { } end)
        {
            return new Site { At = atMs, HasInsights = parts.Any(static part => part.Site is not null) };
        }

        var (span, before) = (Merge(parts, static site => site.Span), Merge(parts, static site => site.Before));
        var figures = span ?? new SiteMinute();
        return new Site
        {
            At = atMs,
            From = (end - SiteReader.SpanMinutes) * FactProcessor<ClickEvent>.MinuteMs,
            To = end * FactProcessor<ClickEvent>.MinuteMs,
            HasInsights = true,
            Minutes = MinutesOf(parts, end),
            ClosedSessions = figures.Closed,
            BounceRate = figures.Closed > 0 ? (double)figures.Bounces / figures.Closed : null,
            Durations = BucketsOf(Buckets.DurationSeconds, figures.Durations),
            Events = BucketsOf(Buckets.Events, figures.Events),
            Pages = Rank(figures, before, Ranking.Pages),
            Entries = Rank(figures, before, Ranking.Entries),
            Exits = Rank(figures, before, Ranking.Exits),
            Referrers = Rank(figures, before, Ranking.Referrers),
            Campaigns = Rank(figures, before, Ranking.Campaigns),
            Paths = [.. figures.Top(Ranking.Paths, PathItems).Select(static top => PathOf(PathStep.Parse(top.Key), top.Count))],
        };
    }

    private static PathCount PathOf(PathStep step, long count) => new(step.Step, step.From, step.To, count);

    private static SiteMinute? Merge(IReadOnlyList<InstancePart> parts, Func<SitePart, byte[]?> rowOf)
    {
        SiteMinute? merged = null;
        foreach (var part in parts)
        {
            if (part.Site is { } site && rowOf(site) is { Length: > 0 } row)
            {
                merged = (merged ?? new SiteMinute()).Merge(SiteMinuteSerde.Instance.Deserialize(row));
            }
        }

        return merged;
    }

    private static SiteMinuteRow[] MinutesOf(IReadOnlyList<InstancePart> parts, long end)
    {
        // A minute is in one partition, so no two instances have it.
        var known = new Dictionary<long, SiteMinuteRow>();
        foreach (var row in parts.SelectMany(static part => part.Site?.Minutes ?? []))
        {
            known[row.Start] = row;
        }

        return [.. Enumerable.Range(0, ShownMinutes)
            .Select(i => (end - ShownMinutes + i) * FactProcessor<ClickEvent>.MinuteMs)
            .Select(start => known.GetValueOrDefault(start) ?? new SiteMinuteRow(start, 0, 0, 0, 0))];
    }

    private static Bucket[] BucketsOf(ReadOnlySpan<int> starts, long[] counts)
    {
        var buckets = new Bucket[starts.Length];
        for (var i = 0; i < buckets.Length; i++)
        {
            buckets[i] = new Bucket(starts[i], i + 1 < starts.Length ? starts[i + 1] : null, counts[i]);
        }

        return buckets;
    }

    private static Ranked[] Rank(SiteMinute figures, SiteMinute? before, Ranking ranking)
    {
        var earlier = before?.Top(ranking, int.MaxValue).ToDictionary(static top => top.Key, static top => top.Count);
        return [.. figures.Top(ranking, TopItems).Select(top => new Ranked(top.Key, top.Count, earlier is null ? null : earlier.GetValueOrDefault(top.Key)))];
    }
}
