using ClickstreamAnalysis.AspNetCore.Dashboard.Instances;
using ClickstreamAnalysis.AspNetCore.Insights;
using ClickstreamAnalysis.Testing;

namespace ClickstreamAnalysis.AspNetCore.Tests.Insights;

[TestFixture]
internal sealed class InsightsTests
{
    private const long MinuteMs = 60_000;
    private static readonly TimeSpan s_gap = TimeSpan.FromMinutes(5);
    private static readonly DateTimeOffset s_noon = new(2025, 6, 2, 12, 0, 0, TimeSpan.Zero);

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public async Task Figures_OfRandomClicks_EqualThoseCountedByHand(int seed)
    {
        var random = new Random(seed);
        var clicks = Enumerable.Range(0, 400)
            .Select(_ => new ClickEvent($"user-{random.Next(25)}", "view", s_noon.AddSeconds(random.Next(2400)))
            {
                Page = $"/{random.Next(8)}",
                Referrer = random.Next(3) == 0 ? $"https://{random.Next(3)}.example/" : null,
                Campaign = random.Next(4) == 0 ? "spring" : null,
            })
            .OrderBy(click => click.TimestampMs + random.Next(120_000)) // out of order by at most two minutes
            .Append(new ClickEvent("last", "view", s_noon.AddMinutes(58)))
            .ToArray();

        var site = await SiteOfAsync(clicks);

        var sessions = SessionsOf(clicks.SkipLast(1)).ToArray();
        var merged = SiteMinuteSerde.Instance.Deserialize(site.Span!);
        using (Assert.EnterMultipleScope())
        {
            foreach (var minute in site.Minutes.SkipLast(1))
            {
                var at = clicks.Where(click => click.TimestampMs / MinuteMs == minute.Start / MinuteMs).ToArray();
                Assert.That(minute.Clicks, Is.EqualTo(at.Length), $"clicks at {minute.Start}");
                Assert.That(minute.Users, Is.EqualTo(at.Select(click => click.User).Distinct().Count()), $"users at {minute.Start}");
                Assert.That(minute.Opened, Is.EqualTo(sessions.Count(session => session[0].TimestampMs / MinuteMs == minute.Start / MinuteMs)), $"opened at {minute.Start}");
                Assert.That(minute.Closed, Is.EqualTo(sessions.Count(session => ClosedAt(session) / MinuteMs == minute.Start / MinuteMs)), $"closed at {minute.Start}");
            }

            var shown = sessions.Where(session => ClosedAt(session) / MinuteMs >= site.Latest - SiteReader.SpanMinutes + 1).ToArray();
            Assert.That(shown, Has.Length.GreaterThan(20));
            Assert.That(merged.Closed, Is.EqualTo(shown.Length));
            Assert.That(merged.Bounces, Is.EqualTo(shown.Count(session => session.Length == 1)));
            Assert.That(merged.Events.Sum(), Is.EqualTo(shown.Length));
            Assert.That(merged.Durations[^1], Is.EqualTo(shown.Count(session => Seconds(session) >= 3600)));
            Assert.That(merged.Durations[0], Is.EqualTo(shown.Count(session => Seconds(session) < 10)));
            AssertRanking(merged, Ranking.Entries, shown.Select(session => Ordered(session)[0].Page!));
            AssertRanking(merged, Ranking.Exits, shown.Select(session => Ordered(session)[^1].Page!));
            AssertRanking(merged, Ranking.Referrers, shown.Select(session => session.FirstOrDefault(click => click.Referrer is not null).Referrer).OfType<string>());
            AssertRanking(merged, Ranking.Paths, shown.SelectMany(StepsOf));
        }
    }

    [Test]
    public async Task Figures_OfClicksInAnyOrder_AreTheSame()
    {
        var random = new Random(7);
        var clicks = Enumerable.Range(0, 300)
            .Select(_ => new ClickEvent($"user-{random.Next(20)}", "view", s_noon.AddSeconds(random.Next(2000))) { Page = $"/{random.Next(6)}", Campaign = $"c{random.Next(2)}" })
            .OrderBy(static click => click.TimestampMs).ToArray();
        ClickEvent[] end = [new ClickEvent("last", "view", s_noon.AddMinutes(58))];

        var inOrder = await SiteOfAsync([.. clicks, .. end]);
        var shuffled = await SiteOfAsync([.. clicks.OrderBy(click => click.TimestampMs + random.Next(120_000)), .. end]);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(shuffled.Minutes, Is.EqualTo(inOrder.Minutes));
            Assert.That(shuffled.Span, Is.EqualTo(inOrder.Span));
        }
    }

    [Test]
    public async Task Bounces_WithAnEngagement_AreTheVisitsThatAreNotEngaged()
    {
        var sessions = new SessionWindows { Gap = s_gap, Engagement = Engagement.Ga4, Conversion = static click => click.Name == "buy" };
        var site = await SiteOfAsync(
            [
                Click("short", 0, "/a"), // one view: a bounce
                Click("two", 0, "/a"), Click("two", 1, "/b"), // two views
                Click("buyer", 0, "/a", "buy"), // a conversion
                Click("quick", 0, "/a"), Click("quick", 10, null), // exactly ten seconds: a bounce of two events
                Click("slow", 0, "/a"), Click("slow", 11, null),
                new ClickEvent("last", "view", s_noon.AddMinutes(15)),
            ],
            sessions);

        var merged = SiteMinuteSerde.Instance.Deserialize(site.Span!);
        Assert.That((merged.Closed, merged.Bounces), Is.EqualTo((5, 2)));

        static ClickEvent Click(string user, int second, string? page, string name = "view") => new(user, name, s_noon.AddSeconds(second)) { Page = page };
    }

    [Test]
    public async Task Figures_OfVeryLongPages_AreKeptTruncated()
    {
        // The cut would fall into the surrogate pair of the symbol.
        var start = new string('a', TimedText.MaxLength - 1);
        var page = start + "\U0001F6D2" + new string('b', 100_000);

        var site = await SiteOfAsync(
        [
            new ClickEvent("ann", "view", s_noon) { Page = page, Referrer = page, Campaign = page },
            new ClickEvent("ann", "view", s_noon.AddSeconds(5)) { Page = "/" },
            new ClickEvent("last", "view", s_noon.AddMinutes(15)),
        ]);

        var merged = SiteMinuteSerde.Instance.Deserialize(site.Span!);
        using (Assert.EnterMultipleScope())
        {
            foreach (var ranking in new[] { Ranking.Entries, Ranking.Referrers, Ranking.Campaigns })
            {
                Assert.That(merged.Top(ranking, 1)[0].Key, Is.EqualTo(start), $"{ranking}");
            }

            Assert.That(merged.Top(Ranking.Pages, 2).Select(static top => top.Key), Is.EquivalentTo([start, "/"]));
            Assert.That(merged.Top(Ranking.Paths, 3).Select(static top => top.Key), Does.Contain(new PathStep(1, start, "/").ToString()));
        }
    }

    [Test]
    public void Insights_MistakesInTheSessions_AreRefusedTogetherWithAllOthers()
    {
        var topology = new TopologyBuilder();
        topology.Clicks("clicks")
            .Insights(new InsightsOptions { Sessions = new SessionWindows { Gap = TimeSpan.Zero, Engagement = new Engagement(), MaxExactPages = 3 } })
            .CountByWindow("no good name", TumblingWindows.Of(TimeSpan.FromMinutes(1)));

        Assert.That(topology.Build, Throws.TypeOf<TopologyException>().With.Message.Contains("Sessionize 'insights-visits' has an engagement without a condition")
            .And.Message.Contains("Sessionize 'insights-visits' has a gap of 00:00:00").And.Message.Contains("Sessionize 'insights-visits' counts up to 3 distinct pages")
            .And.Message.Contains("'no good name'"));
    }

    [Test]
    public void Insights_RetentionOutOfRange_Throws()
    {
        var clicks = new TopologyBuilder().Clicks("clicks");

        Assert.That(() => clicks.Insights(new InsightsOptions { Retention = TimeSpan.FromMinutes(9) }), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => clicks.Insights(new InsightsOptions { Retention = TimeSpan.FromHours(25) }), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static async Task<SitePart> SiteOfAsync(IReadOnlyList<ClickEvent> clicks, SessionWindows? sessions = null)
    {
        await using var log = new SimulatedLog();
        await log.CreateTopicAsync("clicks", partitions: 1);
        await using (var writer = log.CreateWriter("clicks", Serdes.Utf8, ClickEvent.Serde))
        {
            foreach (var click in clicks)
            {
                await writer.WriteAsync(click.User, click);
            }
        }

        var builder = new TopologyBuilder();
        sessions ??= new SessionWindows { Gap = s_gap, GracePeriod = TimeSpan.FromMinutes(3) };
        builder.Clicks("clicks").Insights(new InsightsOptions { Sessions = sessions });
        await using var application = new StreamsApplication(
            builder.Build(), log, new StreamsOptions { ApplicationId = "site", InMemoryState = true, CommitInterval = TimeSpan.FromMilliseconds(10) });
        await application.StartAsync();
        SitePart? site = null;
        await Answers.TestShop.UntilAsync(async () =>
        {
            using var state = await application.QueryAsync();
            site = application.Metrics.Read == clicks.Count ? SiteReader.Read(state, KStreamInsights.DefaultName, null) : null;
            return site?.Minutes.Sum(static minute => minute.Clicks) == clicks.Count && site.Minutes.Sum(static minute => minute.Closed) == SessionsOf(clicks.SkipLast(1)).Count();
        });
        return site!;
    }

    private static IEnumerable<ClickEvent[]> SessionsOf(IEnumerable<ClickEvent> clicks)
    {
        foreach (var user in clicks.GroupBy(static click => click.User))
        {
            var session = new List<ClickEvent>();
            foreach (var click in user.OrderBy(static click => click.TimestampMs))
            {
                if (session.Count > 0 && click.TimestampMs - session[^1].TimestampMs > s_gap.TotalMilliseconds)
                {
                    yield return [.. session];
                    session.Clear();
                }

                session.Add(click);
            }

            yield return [.. session];
        }
    }

    private static long ClosedAt(ClickEvent[] session) => session[^1].TimestampMs + (long)s_gap.TotalMilliseconds;

    private static long Seconds(ClickEvent[] session) => (session[^1].TimestampMs - session[0].TimestampMs) / 1000;

    private static ClickEvent[] Ordered(ClickEvent[] session) =>
        [.. session.OrderBy(static click => click.TimestampMs).ThenBy(static click => click.Page, StringComparer.Ordinal)];

    private static IEnumerable<string> StepsOf(ClickEvent[] session)
    {
        var pages = new List<string>();
        foreach (var click in Ordered(session).Take(Visit.MaxPages))
        {
            if (pages.LastOrDefault() != click.Page)
            {
                pages.Add(click.Page!);
            }
        }

        for (var i = 0; i < Math.Min(pages.Count, PathStep.MaxSteps); i++)
        {
            if (i + 1 < pages.Count)
            {
                yield return new PathStep(i + 1, pages[i], pages[i + 1]).ToString();
            }
            else if (session.Length <= Visit.MaxPages)
            {
                yield return new PathStep(i + 1, pages[i], null).ToString();
            }
        }
    }

    private static void AssertRanking(SiteMinute figures, Ranking ranking, IEnumerable<string> items) => Assert.That(
        figures.Top(ranking, int.MaxValue).ToDictionary(static top => top.Key, static top => top.Count),
        Is.EquivalentTo(items.CountBy(static item => item).ToDictionary(static item => item.Key, static item => (long)item.Value)),
        $"{ranking}");
}
