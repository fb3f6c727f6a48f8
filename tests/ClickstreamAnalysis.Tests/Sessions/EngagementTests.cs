using ClickstreamAnalysis.State.Databases.Memory;
using static ClickstreamAnalysis.Tests.Sessions.SessionTimelineTests;

namespace ClickstreamAnalysis.Tests.Sessions;

/// <summary>Engagement and bounces by the rules of the products, exact at their limits.</summary>
[TestFixture]
public sealed class EngagementTests
{
    [TestCase(10_000, ExpectedResult = false, TestName = "Ga4_exactly_10_seconds_are_not_engaged")]
    [TestCase(10_001, ExpectedResult = true, TestName = "Ga4_longer_than_10_seconds_is_engaged")]
    public bool Ga4_IsByDuration(long durationMs) => IsEngaged(Engagement.Ga4, ("view", 0, "/"), ("scroll", durationMs, null));

    [TestCase(9_999, ExpectedResult = false, TestName = "PostHog_less_than_10_seconds_are_a_bounce")]
    [TestCase(10_000, ExpectedResult = true, TestName = "PostHog_exactly_10_seconds_are_no_bounce")]
    public bool PostHog_IsByDuration(long durationMs) => IsEngaged(Engagement.PostHog, ("view", 0, "/"), ("scroll", durationMs, null));

    [Test]
    public void Two_page_views_are_engaged_by_every_preset_and_one_is_not()
    {
        foreach (var preset in new[] { Engagement.Ga4, Engagement.Snowplow, Engagement.PostHog })
        {
            Assert.That(IsEngaged(preset, ("view", 0, "/"), ("view", 1, "/")), Is.True);
            Assert.That(IsEngaged(preset, ("view", 0, "/"), ("scroll", 1, null)), Is.False);
        }
    }

    [Test]
    public void A_conversion_is_engaged_for_Ga4_and_Snowplow_and_not_for_PostHog()
    {
        Assert.That(IsEngaged(Engagement.Ga4, ("buy", 0, null)), Is.True);
        Assert.That(IsEngaged(Engagement.Snowplow, ("buy", 0, null)), Is.True);
        Assert.That(IsEngaged(Engagement.PostHog, ("buy", 0, null)), Is.False);
    }

    [Test]
    public void Snowplow_needs_two_heartbeats_and_heartbeats_are_no_page_views()
    {
        Assert.That(IsEngaged(Engagement.Snowplow, ("view", 0, "/"), ("page_ping", 10_000, "/")), Is.False);
        Assert.That(IsEngaged(Engagement.Snowplow, ("view", 0, "/"), ("page_ping", 10_000, "/"), ("page_ping", 20_000, "/")), Is.True);
        Assert.That(IsEngaged(Engagement.Snowplow, ("view", 0, "/"), ("scroll", 3_600_000, null)), Is.False, "duration does not count");
    }

    [Test]
    public void PostHog_counts_an_autocapture() => Assert.That(IsEngaged(Engagement.PostHog, ("$autocapture", 0, null)), Is.True);

    [Test]
    public void A_preset_can_be_changed_and_a_bounce_is_a_session_that_is_not_engaged()
    {
        var half = Engagement.Ga4 with { LongerThan = TimeSpan.FromSeconds(30) };
        Assert.That(IsEngaged(half, ("view", 0, "/"), ("scroll", 30_000, null)), Is.False);
        Assert.That(IsEngaged(half, ("view", 0, "/"), ("scroll", 30_001, null)), Is.True);
        Assert.That(Facts(new() { Engagement = half }, ("view", 0, "/")), Has.Property("IsBounce").True);
        Assert.That(Facts(new(), ("view", 0, "/")), Has.Property("IsBounce").Null.And.Property("IsEngaged").Null);
    }

    [Test]
    public void Engagement_of_an_open_session_is_that_so_far()
    {
        var run = new SessionRun(new SessionWindows { Engagement = Engagement.Ga4 }, new MemoryStateDatabase());
        Send(run, ("view", 0, "/"), ("scroll", 10_000, null), ("scroll", 10_001, null));
        Assert.That(run.Changes.Select(change => change.Session.Aggregate.IsEngaged), Is.EqualTo(new bool?[] { false, false, true }));
    }

    [Test]
    public void Conversions_and_distinct_pages_do_not_depend_on_the_order_of_arrival([Values] bool isSplit)
    {
        (string, long, string?)[] clicks = [("view", 0, "/a"), ("buy", 1, "/b"), ("view", 2, "/a"), ("buy", 3, null), ("view", 1_800_004, "/c")];
        foreach (var order in new[] { clicks, [.. clicks.Reverse()], [clicks[4], clicks[1], clicks[0], clicks[3], clicks[2]] })
        {
            var facts = Facts(new() { Conversion = IsBuy, MaxExactPages = 16, GracePeriod = TimeSpan.FromHours(1), Gap = TimeSpan.FromHours(1) }, isSplit, order);
            Assert.That((facts.Conversions, facts.DistinctPages, facts.PageViews), Is.EqualTo((2L, (long?)3L, 4L)));
        }
    }

    [Test]
    public void Distinct_pages_are_exact_up_to_the_bound_and_an_estimate_within_the_stated_error_above_it()
    {
        foreach (var (pages, bound) in new[] { (64, 64), (1_000, 1_024), (5_000, 1_024) })
        {
            var facts = Facts(
                new() { MaxExactPages = bound }, [.. Enumerable.Range(0, 2 * pages).Select(i => ("view", (long)i, (string?)$"/{i % pages}"))]);
            Assert.That(facts.DistinctPages, pages <= bound ? Is.EqualTo(pages) : Is.InRange(pages * (1 - (4 / Math.Sqrt(bound))), pages * (1 + (4 / Math.Sqrt(bound)))));
        }
    }

    [Test]
    public void One_page_more_than_the_bound_is_never_counted_as_fewer()
    {
        for (var set = 0; set < 100; set++)
        {
            var facts = Facts(new() { MaxExactPages = 16 }, [.. Enumerable.Range(0, 17).Select(i => ("view", (long)i, (string?)$"/{set}/{i}"))]);
            Assert.That(facts.DistinctPages, Is.GreaterThanOrEqualTo(17));
        }
    }

    [Test]
    public void Facts_that_the_options_ask_for_are_those_of_all_events_when_sessions_merge([Values] bool isSplit)
    {
        const long minuteMs = 60_000;
        (string, long, string?)[] clicks =
        [
            ("buy", 0, "/a"), ("ping", 1, null), ("view", 2, "/b"), ("buy", 40 * minuteMs, "/b"), ("ping", (40 * minuteMs) + 1, null),
            ("tap", (40 * minuteMs) + 2, null), ("view", (40 * minuteMs) + 3, "/c"), ("view", (40 * minuteMs) + 4, "/d"), ("scroll", 20 * minuteMs, null),
        ];
        foreach (var engagement in new Engagement[]
        {
            new() { IsHeartbeat = static click => click.Name == "ping", MinHeartbeats = 2 },
            new() { IsEngaging = static click => click.Name == "tap" },
        })
        {
            var options = new SessionWindows { Engagement = engagement, GracePeriod = TimeSpan.FromHours(1) };
            Assert.That(Facts(options, isSplit, clicks).IsEngaged, Is.True, "no other fact is asked for");
            var facts = Facts(options with { Conversion = IsBuy, MaxExactPages = 16 }, isSplit, clicks);
            Assert.That((facts.IsEngaged, facts.Conversions, facts.DistinctPages), Is.EqualTo(((bool?)true, 2L, (long?)4L)));
        }
    }

    [Test]
    public void Engagement_survives_a_restart_and_is_written_as_json()
    {
        var run = new SessionRun(new SessionWindows { Engagement = Engagement.Snowplow, Conversion = IsBuy, MaxExactPages = 16 }, new MemoryStateDatabase(), maxLiveEntries: 0);
        Send(run, ("view", 0, "/a"), ("page_ping", 1, "/a"));
        run.Commit();
        run.Crash();
        Send(run, ("page_ping", 2, "/b"));
        run.Finish();
        var session = run.Closed.Single();
        Assert.That((session.Aggregate.IsEngaged, session.Aggregate.DistinctPages, session.Aggregate.PageViews), Is.EqualTo(((bool?)true, (long?)1L, 1L)));

        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        ClickSessions.Serde.Serialize(session, buffer);
        Assert.That(ClickSessions.Serde.Deserialize(buffer.WrittenSpan), Is.EqualTo(session));
        Assert.That(System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan), Does.EndWith("""
            "conversions":0,"distinctPages":1,"engaged":true}
            """));
    }

    [Test]
    public void Facts_that_the_options_ask_for_are_the_same_with_a_restart_after_each_click([Values] bool isSplit)
    {
        var options = new SessionWindows
        {
            Engagement = new() { IsEngaging = static click => click.Name == "$autocapture", IsHeartbeat = static click => click.Name == "ping", MinHeartbeats = 3 },
            Conversion = IsBuy,
            MaxExactPages = 16,
        };
        foreach (var first in new[] { "$autocapture", "ping" })
        {
            var run = new SessionRun(options, new MemoryStateDatabase(), maxLiveEntries: 0, splits: isSplit ? splits => splits.OnCampaign() : null);
            foreach (var click in new (string, long, string?)[] { (first, 0, null), ("buy", 1, "/a"), ("ping", 2, null), ("buy", 3, "/b"), ("ping", 4, null), ("view", 5, "/a") })
            {
                Send(run, click);
                run.Commit();
                run.Crash();
            }

            run.Finish();
            var facts = run.Closed.Single().Aggregate;
            Assert.That((facts.IsEngaged, facts.Conversions, facts.DistinctPages), Is.EqualTo(((bool?)true, 2L, (long?)2L)), first);
        }
    }

    private static bool IsBuy(ClickEvent click) => click.Name == "buy";

    private static bool IsEngaged(Engagement engagement, params (string Name, long AfterMs, string? Page)[] clicks)
    {
        var facts = Facts(new() { Engagement = engagement, Conversion = IsBuy, Gap = TimeSpan.FromHours(2) }, clicks);
        Assert.That(facts.IsBounce, Is.EqualTo(!facts.IsEngaged));
        return facts.IsEngaged!.Value;
    }

    private static SessionFacts Facts(SessionWindows options, params (string Name, long AfterMs, string? Page)[] clicks) => Facts(options, isSplit: false, clicks);

    private static SessionFacts Facts(SessionWindows options, bool isSplit, (string Name, long AfterMs, string? Page)[] clicks)
    {
        var run = new SessionRun(options, new MemoryStateDatabase(), splits: isSplit ? splits => splits.OnCampaign() : null);
        Send(run, clicks);
        run.Finish();
        return run.Closed.Single().Aggregate;
    }

    private static void Send(SessionRun run, params (string Name, long AfterMs, string? Page)[] clicks)
    {
        foreach (var (name, afterMs, page) in clicks)
        {
            run.Send(new ClickEvent { User = "ann", Name = name, TimestampMs = At("12:00") + afterMs, Page = page });
        }
    }
}
