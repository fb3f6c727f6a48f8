namespace ClickstreamAnalysis.AspNetCore.Insights;

/// <summary>
/// The figures of the site for a minute, or of several minutes merged. Counts are exact; users and rankings are sketches with the bounds of
/// <see cref="DistinctCounter"/> and <see cref="TopCounter{TKey}"/>.
/// </summary>
internal sealed class SiteMinute : IMergeable<SiteMinute>, IHeapSized
{
    /// <summary>A standard error of 1.6 %, in at most 3 KiB.</summary>
    public const int UsersPrecision = 12;

    private const int BaseBytes = 400;

    public long Clicks { get; set; }

    public long Opened { get; set; }

    public long Closed { get; set; }

    public long Bounces { get; set; }

    public long[] Durations { get; private set; } = new long[Buckets.DurationSeconds.Length];

    public long[] Events { get; private set; } = new long[Buckets.Events.Length];

    public DistinctCounter Users { get; private set; } = new(UsersPrecision);

    /// <summary>The rankings, in the order of <see cref="Ranking"/>; null while empty.</summary>
    public TopCounter<string>?[] Rankings { get; } = new TopCounter<string>?[RankingSizes.Length];

    public long HeapBytes
    {
        get
        {
            // Called for each fact, so without LINQ.
            var bytes = BaseBytes + Users.HeapBytes;
            foreach (var ranking in Rankings)
            {
                bytes += ranking?.HeapBytes ?? 0;
            }

            return bytes;
        }
    }

    /// <summary>How many items each ranking tracks.</summary>
    public static ReadOnlySpan<int> RankingSizes => [200, 100, 100, 100, 100, 300];

    public static SiteMinute Restore(ReadOnlySpan<long> counts, DistinctCounter users, TopCounter<string>?[] rankings)
    {
        var minute = new SiteMinute { Clicks = counts[0], Opened = counts[1], Closed = counts[2], Bounces = counts[3], Users = users };
        counts.Slice(4, minute.Durations.Length).CopyTo(minute.Durations);
        counts[(4 + minute.Durations.Length)..].CopyTo(minute.Events);
        rankings.CopyTo(minute.Rankings, 0);
        return minute;
    }

    public SiteMinute Add(SiteFact fact)
    {
        switch (fact.Kind)
        {
            case SiteFactKind.Click:
                AddClick(in fact);
                break;
            case SiteFactKind.Opened:
                Opened++;
                break;
            case SiteFactKind.NotOpened:
                Opened--;
                break;
            case SiteFactKind.Closed:
                AddClosed(in fact);
                break;
        }

        return this;
    }

    public SiteMinute Merge(SiteMinute other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Clicks += other.Clicks;
        Opened += other.Opened;
        Closed += other.Closed;
        Bounces += other.Bounces;
        for (var i = 0; i < Durations.Length; i++)
        {
            Durations[i] += other.Durations[i];
        }

        for (var i = 0; i < Events.Length; i++)
        {
            Events[i] += other.Events[i];
        }

        Users = Users.Merge(other.Users);
        for (var i = 0; i < Rankings.Length; i++)
        {
            if (other.Rankings[i] is { } ranking)
            {
                Rankings[i] = RankingOf((Ranking)i).Merge(ranking);
            }
        }

        return this;
    }

    public IReadOnlyList<TopCount<string>> Top(Ranking ranking, int n) => Rankings[(int)ranking]?.Top(n) ?? [];

    private void AddClick(in SiteFact click)
    {
        Clicks++;
        Users = Users.Add(click.User!);
        Count(Ranking.Pages, click.Page is { } page ? TimedText.Truncate(page) : null);
    }

    private void AddClosed(in SiteFact closed)
    {
        Closed++;
        var visit = closed.Visit!;
        if (closed.IsBounce)
        {
            Bounces++;
        }

        Durations[Buckets.IndexOf(Buckets.DurationSeconds, closed.DurationMs / 1000)]++;
        Events[Buckets.IndexOf(Buckets.Events, closed.Events)]++;
        Count(Ranking.Entries, visit.Pages.Count > 0 ? visit.Pages[0].Text : null);
        Count(Ranking.Exits, visit.Last?.Text);
        Count(Ranking.Referrers, visit.Referrer?.Text);
        Count(Ranking.Campaigns, visit.Campaign?.Text);
        foreach (var step in PathStep.Of(visit))
        {
            Count(Ranking.Paths, step.ToString());
        }
    }

    private void Count(Ranking ranking, string? item)
    {
        if (item is not null)
        {
            Rankings[(int)ranking] = RankingOf(ranking).Add(item);
        }
    }

    private TopCounter<string> RankingOf(Ranking ranking) => Rankings[(int)ranking] ?? new TopCounter<string>(RankingSizes[(int)ranking]);
}
