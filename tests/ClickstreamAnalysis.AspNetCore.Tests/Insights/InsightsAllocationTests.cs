using ClickstreamAnalysis.AspNetCore.Insights;

namespace ClickstreamAnalysis.AspNetCore.Tests.Insights;

/// <summary>The budget of a click in an open visit and an open minute, apart from what the engine allocates.</summary>
[TestFixture]
[NonParallelizable]
internal sealed class InsightsAllocationTests
{
    private static readonly DateTimeOffset s_noon = new(2025, 6, 2, 12, 0, 0, TimeSpan.Zero);

    private static readonly ClickEvent[] s_clicks =
    [
        .. Enumerable.Range(0, 1_000).Select(i => new ClickEvent($"user-{i % 100}", "view", s_noon.AddMilliseconds(i))
        {
            Page = $"/{i % 50}", Referrer = "https://www.example/", Campaign = "spring",
        }),
    ];

    [Test]
    public void Click_InAnOpenMinute_AllocatesNothing()
    {
        var minute = new SiteMinute();
        Assert.That(AllocatedBy(() =>
        {
            foreach (var click in s_clicks)
            {
                minute.Add(new SiteFact { Kind = SiteFactKind.Click, User = click.User, Page = click.Page });
                _ = minute.HeapBytes;
            }
        }), Is.Zero);
    }

    [Test]
    public void Click_InAnOpenVisit_AllocatesNothing()
    {
        var rules = new SessionWindows { Engagement = Engagement.Snowplow, Conversion = static click => click.Name == "buy" };
        var visit = Visit.Open(s_clicks[0], default);
        Assert.That(AllocatedBy(() =>
        {
            foreach (var click in s_clicks)
            {
                visit.Add(click, VisitEngagement.Of(click, rules));
            }
        }), Is.Zero);
    }

    private static long AllocatedBy(Action action)
    {
        action();
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
