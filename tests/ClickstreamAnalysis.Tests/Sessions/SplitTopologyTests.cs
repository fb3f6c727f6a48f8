using ClickstreamAnalysis.Testing;
using ClickstreamAnalysis.Tests.Runtime;
using static ClickstreamAnalysis.Tests.Sessions.SessionTimelineTests;

namespace ClickstreamAnalysis.Tests.Sessions;

/// <summary>Split rules and facts as users write them, in the real engine.</summary>
[TestFixture]
public sealed class SplitTopologyTests
{
    private static readonly DateTimeOffset s_start = DateTimeOffset.FromUnixTimeMilliseconds(At("20:00"));

    [Test]
    public void A_restart_between_any_two_events_changes_nothing()
    {
        var builder = new TopologyBuilder();
        builder.Clicks("clicks").Sessionize(
            "visits",
            new() { SplitAtMidnight = TimeZoneInfo.Utc, NumberRetention = TimeSpan.FromDays(30), Engagement = Engagement.Ga4 },
            splits => splits.OnCampaign().Before(click => click.Name == "login")).Closed.To("closed");
        using var driver = new TopologyTestDriver(builder.Build(), new() { Start = s_start });
        var clicks = driver.CreateInputTopic("clicks", Serdes.Utf8, ClickEvent.Serde);
        var closed = driver.CreateOutputTopic("closed", Serdes.Utf8, ClickSessions.Serde);

        foreach (var (time, name, campaign) in new[]
        {
            ("12:00", "view", null), ("12:01", "view", "spring"), ("12:02", "view", null), ("12:01:30", "login", null), ("12:01", "view", null),
            ("12:40", "view", null), ("14:00", "view", (string?)null),
        })
        {
            var timeMs = At(time);
            clicks.Pipe("ann", new ClickEvent { User = "ann", Name = name, TimestampMs = timeMs, Page = "/" + time, Campaign = campaign }, timeMs);
            driver.Restart();
        }

        Assert.That(closed.ReadAll().Select(record => (record.Value.EventCount, record.Value.Number, record.Value.Aggregate.IsEngaged)), Is.EqualTo(new[]
        {
            (1L, 1L, (bool?)false), (2L, 2L, (bool?)true), (2L, 3L, (bool?)true), (1L, 4L, (bool?)false),
        }));
    }

    [Test]
    public async Task The_live_view_shows_the_sessions_of_the_fragments_as_the_changes_do()
    {
        var latest = new Dictionary<SessionId, Session<string, SessionFacts>>();
        var log = SteppedApplication.LogWith(("clicks", 1));
        var builder = new TopologyBuilder();
        builder.Clicks("clicks").Sessionize(
            "visits",
            new() { NumberRetention = TimeSpan.FromDays(1), Engagement = Engagement.Ga4 },
            splits => splits.Before(click => click.Page == "/login")).Changes.ForEach((_, change) =>
            {
                latest.Remove(change.Session.Id);
                if (change.Kind is SessionChangeKind.Opened or SessionChangeKind.Updated)
                {
                    latest.Add(change.Session.Id, change.Session);
                }
            });
        await using var application = await SteppedApplication.StartAsync(builder.Build(), log);
        var noonMs = SteppedApplication.Now.ToUnixTimeMilliseconds();
        foreach (var (minute, page) in new[] { (-50, "/a"), (-48, "/b"), (-49, "/login"), (-30, "/c"), (-31, "/login"), (-5, "/d") })
        {
            var timeMs = noonMs + (minute * 60_000);
            application.Produce("clicks", 0, timeMs, "ann"u8.ToArray(), SteppedApplication.Click("ann", timeMs, page));
            application.RunToIdle();
            using var view = application.Query();
            var open = view.Sessions("visits").FindAll("ann").Value;
            Assert.That(open, Is.Ordered.By("StartMs"));
            Assert.That(
                open.Select(session => session with { Number = 0 }),
                Is.EquivalentTo(latest.Values.Select(session => session with { Number = 0 })), $"after {minute}");
            Assert.That(open.Select(session => session.Number), Is.EqualTo(Enumerable.Range((int)open[0].Number, open.Count)));
        }

        application.Produce("clicks", 0, noonMs + 3_600_000, "bob"u8.ToArray(), SteppedApplication.Click("bob", noonMs + 3_600_000));
        application.RunToIdle();
        using var last = application.Query();
        Assert.That(last.Sessions("visits").Find("ann").Status, Is.EqualTo(StateAnswerStatus.NotFound), "its row holds only the number");
        Assert.That(last.Sessions("visits").Count(), Is.EqualTo(1));
    }

    [Test]
    public void A_quiet_stream_closes_its_sessions_when_it_is_idle([Values] bool isSplit)
    {
        var builder = new TopologyBuilder();
        builder.Clicks("clicks").Sessionize("visits", new(), isSplit ? splits => splits.OnCampaign() : null).Closed.To("closed");
        using var driver = new TopologyTestDriver(builder.Build(), new() { Start = s_start, IdleTimeout = TimeSpan.FromMinutes(1) });
        var clicks = driver.CreateInputTopic("clicks", Serdes.Utf8, ClickEvent.Serde);
        var closed = driver.CreateOutputTopic("closed", Serdes.Utf8, ClickSessions.Serde);
        clicks.Pipe("ann", new ClickEvent("ann", "view", s_start), At("20:00"));

        driver.AdvanceWallClock(TimeSpan.FromMinutes(31));
        Assert.That(closed.ReadAll(), Is.Empty, "exactly gap and grace period after the end");
        driver.AdvanceWallClock(TimeSpan.FromSeconds(1));
        Assert.That(closed.ReadAll().Single().Value.EventCount, Is.EqualTo(1));
    }

    [Test]
    public void A_late_event_goes_to_the_late_topic_with_its_reason_and_lateness()
    {
        var builder = new TopologyBuilder();
        builder.Clicks("clicks").Sessionize("visits", new(), splits => splits.OnCampaign()).Late.To("late");
        using var driver = new TopologyTestDriver(builder.Build(), new() { Start = s_start });
        var clicks = driver.CreateInputTopic("clicks", Serdes.Utf8, ClickEvent.Serde);
        var late = driver.CreateOutputTopic("late", Serdes.Utf8, ClickSessions.LateSerde);
        foreach (var time in new[] { "12:00", "12:31", "13:02", "12:00" })
        {
            clicks.Pipe("ann", new ClickEvent { User = "ann", Name = "view", TimestampMs = At(time), Page = "/" + time }, At(time));
        }

        var record = late.ReadAll().Single().Value;
        Assert.That((record.Reason, record.TimestampMs, record.Value.Page), Is.EqualTo(("session-closed", At("12:00"), "/12:00")));
        Assert.That(driver.Metrics.Late, Is.EqualTo(1));
    }

    [Test]
    public void An_aggregate_that_is_changed_in_place_is_split_correctly()
    {
        var builder = new TopologyBuilder();
        var sessions = builder.Stream("in", Serdes.Utf8, Serdes.Utf8).Sessionize(
            "words",
            new() { Gap = TimeSpan.FromSeconds(10), GracePeriod = TimeSpan.FromSeconds(10) },
            () => new List<string>(),
            (list, _, word) =>
            {
                list.Add(word);
                return list;
            },
            (a, b) =>
            {
                a.AddRange(b);
                b.Clear();
                return a;
            },
            Serdes.Json<List<string>>(),
            splits => splits.Before(word => word == "start"));
        sessions.Changes.Filter((_, change) => change.Kind != SessionChangeKind.Closed)
            .MapValues((_, change) => string.Join(' ', change.Session.Aggregate.Order(StringComparer.Ordinal))).To("changes");
        sessions.Closed.MapValues((_, session) => string.Join(' ', session.Aggregate.Order(StringComparer.Ordinal))).To("closed");
        using var driver = new TopologyTestDriver(builder.Build());
        var input = driver.CreateInputTopic("in", Serdes.Utf8, Serdes.Utf8);
        var changes = driver.CreateOutputTopic("changes", Serdes.Utf8, Serdes.Utf8);
        var closed = driver.CreateOutputTopic("closed", Serdes.Utf8, Serdes.Utf8);

        input.Pipe([("k", "a", 1_000), ("k", "b", 3_000), ("k", "c", 5_000), ("k", "start", 2_000), ("k", "d", 1_500), ("k", "z", 60_000)]);

        Assert.That(changes.ReadAll().Select(record => record.Value), Is.EqualTo(new[] { "a", "a b", "a b c", "a", "b c start", "a d", "z" }));
        Assert.That(closed.ReadAll().Select(record => record.Value), Is.EqualTo(new[] { "a d", "b c start" }));
    }

    [Test]
    public void All_mistakes_of_rules_and_facts_are_reported_together()
    {
        var builder = new TopologyBuilder();
        builder.Clicks("clicks").Sessionize(
            "wrong",
            new() { NumberRetention = TimeSpan.Zero, MaxExactPages = 3, Engagement = new() { MinHeartbeats = 2 } },
            splits => splits.OnReferrer().ById(click => click.Name).ById(click => click.Page));
        builder.Clicks("others").Sessionize("counts", new() { Conversion = _ => true, Engagement = new() }, () => 0L, (count, _, _) => count + 1, (a, b) => a + b);
        Assert.That(() => builder.Build(), Throws.TypeOf<TopologyException>()
            .With.Property(nameof(TopologyException.Mistakes)).Count.EqualTo(7)
            .And.Message.Contains("OnReferrer").And.Message.Contains("combine them into one").And.Message.Contains("IsHeartbeat")
            .And.Message.Contains("apply only to SessionFacts").And.Message.Contains("without a condition"));
    }

    [Test]
    public void State_with_other_rows_has_another_fingerprint()
    {
        static string FormOf(SessionWindows options, Func<SessionSplits<ClickEvent>, SessionSplits<ClickEvent>>? splits)
        {
            var builder = new TopologyBuilder();
            builder.Clicks("clicks").Sessionize("visits", options, splits).Closed.To("closed");
            return builder.Build().SubTopologies.SelectMany(sub => sub.Stores).Single().Form;
        }

        Assert.That(new[]
        {
            FormOf(new(), null),
            FormOf(new(), splits => splits.OnCampaign()),
            FormOf(new() { NumberRetention = TimeSpan.FromDays(1) }, null),
            FormOf(new() { NumberRetention = TimeSpan.FromDays(1) }, splits => splits.OnCampaign()),
            FormOf(new() { MaxExactPages = 64 }, null),
        }, Is.Unique);
        Assert.That(FormOf(new() { SplitAtMidnight = TimeZoneInfo.Utc }, splits => splits), Is.EqualTo(FormOf(new(), null)), "midnight needs no other rows");
    }
}
