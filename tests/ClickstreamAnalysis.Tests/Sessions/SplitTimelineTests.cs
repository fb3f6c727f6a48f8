using ClickstreamAnalysis.State.Databases.Memory;
using static ClickstreamAnalysis.Tests.Sessions.SessionTimelineTests;

namespace ClickstreamAnalysis.Tests.Sessions;

/// <summary>Split rules one by one, on timelines that the documentation shows. Gap 30 min, grace 20 min.</summary>
[TestFixture]
public sealed class SplitTimelineTests
{
    private static readonly SessionWindows s_halfHour = new() { Gap = TimeSpan.FromMinutes(30), GracePeriod = TimeSpan.FromMinutes(20) };

    [Test]
    public void A_change_of_campaign_splits_also_from_absent_to_present_and_not_from_present_to_absent()
    {
        var run = Run(splits => splits.OnCampaign());
        Send(run, ("12:00", null), ("12:05", "spring"), ("12:10", null), ("12:15", "summer"), ("12:20", "summer"), ("12:25", "spring"));
        run.Finish();
        Assert.That(Closed(run), Is.EqualTo(new[] { "ann 12:00-12:00 1", "ann 12:05-12:10 2", "ann 12:15-12:20 2", "ann 12:25-12:25 1" }));
        Assert.That(run.Closed.Select(session => session.Aggregate.Campaign), Is.EqualTo(new[] { null, "spring", "summer", "spring" }));
        Assert.That(run.CapHits, Is.Zero);
        Assert.That(run.Closed.Select(session => session.Id), Is.EqualTo(run.Closed.Select(session => new SessionId(session.StartMs))), "none needs an ordinal");
    }

    [Test]
    public void A_change_of_the_referring_site_splits_and_pages_of_the_own_site_do_not()
    {
        var run = Run(splits => splits.OnReferrer("shop.example"));
        foreach (var (time, referrer) in new[]
        {
            ("12:00", "https://www.search.example/?q=shoes"), ("12:01", "https://shop.example/"), ("12:02", "https://blog.shop.example:8443/a"), ("12:03", "/cart"),
            ("12:04", "http://SEARCH.example/other"), ("12:05", "https://user@news.example?x"), ("12:06", null), ("12:07", "https://myshop.example/"),
        })
        {
            run.Send(Click(time) with { Referrer = referrer });
        }

        run.Finish();
        Assert.That(Closed(run), Is.EqualTo(new[] { "ann 12:00-12:04 5", "ann 12:05-12:06 2", "ann 12:07-12:07 1" }));
    }

    [Test]
    public void A_start_event_starts_a_session_and_an_end_event_belongs_to_the_one_that_it_ends()
    {
        var run = Run(splits => splits.Before(click => click.Name == "login").After(click => click.Name == "logout"));
        Named(run, ("12:00", "view"), ("12:05", "login"), ("12:10", "view"), ("12:15", "logout"), ("12:16", "view"), ("12:17", "login"));
        run.Finish();
        Assert.That(Closed(run), Is.EqualTo(new[] { "ann 12:00-12:00 1", "ann 12:05-12:15 3", "ann 12:16-12:16 1", "ann 12:17-12:17 1" }));
    }

    [Test]
    public void Events_with_different_ids_form_sessions_that_overlap_and_the_gap_applies_to_each()
    {
        var run = Run(splits => splits.ById(click => click.UserAgent));
        foreach (var (time, device) in new[] { ("12:00", "a"), ("12:05", "b"), ("12:10", "a"), ("12:15", null), ("12:36", "b"), ("12:40", "a") })
        {
            run.Send(Click(time) with { UserAgent = device });
        }

        run.Finish();
        Assert.That(Closed(run), Is.EqualTo(new[] { "ann 12:05-12:05 1", "ann 12:15-12:15 1", "ann 12:36-12:36 1", "ann 12:00-12:40 3" }));
        Assert.That(run.Closed.Select(session => session.Id), Is.Unique);
    }

    [Test]
    public void Texts_are_compared_up_to_their_maximum_length_and_an_empty_one_is_absent()
    {
        var run = new SessionRun(s_halfHour with { MaxTextLength = 6 }, new MemoryStateDatabase(), splits: splits => splits.OnCampaign());
        Send(run, ("12:00", "spring-a"), ("12:01", "spring-b"), ("12:02", ""), ("12:03", "summer"));
        run.Finish();
        Assert.That(Closed(run), Is.EqualTo(new[] { "ann 12:00-12:02 3", "ann 12:03-12:03 1" }));
    }

    [Test]
    public void Each_of_several_conditions_applies()
    {
        var run = Run(splits => splits.Before(click => click.Name == "login").Before(click => click.Name == "switch")
            .After(click => click.Name == "logout").After(click => click.Name == "bought"));
        Named(run, ("12:00", "view"), ("12:01", "login"), ("12:02", "switch"), ("12:03", "bought"), ("12:04", "logout"), ("12:05", "view"));
        run.Finish();
        Assert.That(Closed(run), Is.EqualTo(new[]
        {
            "ann 12:00-12:00 1", "ann 12:01-12:01 1", "ann 12:02-12:03 2", "ann 12:04-12:04 1", "ann 12:05-12:05 1",
        }));
    }

    [Test]
    public void A_rule_that_was_added_applies_to_open_sessions_from_before_it()
    {
        var database = new MemoryStateDatabase();
        var before = new SessionRun(s_halfHour, database, splits: splits => splits.OnCampaign());
        Send(before, ("12:00", "spring"));
        before.Commit();

        var run = new SessionRun(s_halfHour, database, splits: splits => splits.OnCampaign().OnReferrer("shop.example"));
        foreach (var (time, referrer) in new[] { ("12:00", "a.example"), ("12:01", "a.example"), ("12:02", "b.example") })
        {
            run.Send(Click(time) with { Referrer = referrer });
        }

        run.Finish();
        Assert.That(Closed(run), Is.EqualTo(new[] { "ann 12:00-12:01 3", "ann 12:02-12:02 1" }));
    }

    [Test]
    public void A_sweep_changes_no_id([Values] bool isSwept)
    {
        var run = Run(splits => splits.ById(click => click.UserAgent));
        Array.ForEach(["a", "b"], device => run.Send(Click("12:00") with { UserAgent = device }));
        run.Send(Click("14:00") with { User = "bob" });
        if (isSwept)
        {
            run.Sweep();
        }

        Array.ForEach(["a", "b"], device => run.Send(Click("14:00") with { UserAgent = device }));
        run.Finish();
        Assert.That(
            run.Closed.Where(session => session.Key == "ann").Select(session => session.Id.ToString()),
            Is.EqualTo(new[] { $"{At("12:00")}", $"{At("12:00")}-1", $"{At("14:00")}", $"{At("14:00")}-1" }));
    }

    [Test]
    public void An_event_out_of_order_splits_a_session_and_the_changes_leave_no_orphan()
    {
        var run = Run(splits => splits.Before(click => click.Name == "login"));
        Named(run, ("12:00", "view"), ("12:10", "view"), ("12:15", "view"));
        run.ChangeCollector.Records.Clear();

        Named(run, ("12:05", "login"));

        Assert.That(Changes(run), Is.EqualTo(new[] { "Updated 12:00-12:00 1 id 12:00", "Opened 12:05-12:15 3 id 12:05" }));
        Assert.That(run.Changes[^1].Session.Id.Ordinal, Is.Zero, "no other session has had this time");
    }

    [Test]
    public void A_session_that_vanishes_merges_into_the_one_that_goes_on()
    {
        var run = Run(splits => splits.OnCampaign());
        Send(run, ("12:00", null), ("12:10", "spring"));
        run.ChangeCollector.Records.Clear();

        // With the earlier click of the campaign there is no change at 12:10 any more.
        Send(run, ("12:05", "spring"));

        Assert.That(Changes(run), Is.EqualTo(new[] { "Updated 12:05-12:10 2 id 12:10" }));
        run.ChangeCollector.Records.Clear();
        Send(run, ("12:00", "spring"));
        Assert.That(Changes(run), Is.EqualTo(new[] { "Merged 12:05-12:10 2 id 12:10 into 12:00", "Updated 12:00-12:10 4 id 12:00" }));
    }

    [Test]
    public void Events_of_one_millisecond_stay_together_whatever_their_order()
    {
        ClickEvent[] clicks =
        [
            Click("12:05") with { Name = "logout" },
            Click("12:05") with { Name = "login" },
            Click("12:05") with { Campaign = "spring" },
        ];
        foreach (var order in new int[][] { [0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0] })
        {
            var run = Run(splits => splits.OnCampaign().Before(click => click.Name == "login").After(click => click.Name == "logout"));
            Named(run, ("12:00", "view"));
            Array.ForEach(order, index => run.Send(clicks[index]));
            Named(run, ("12:06", "view"));
            run.Finish();
            Assert.That(Closed(run), Is.EqualTo(new[] { "ann 12:00-12:00 1", "ann 12:05-12:05 3", "ann 12:06-12:06 1" }));
        }
    }

    [Test]
    public void With_a_rule_by_value_the_caps_do_not_depend_on_the_order_of_arrival()
    {
        foreach (var times in new string[][] { ["12:00", "12:01", "12:02", "12:03", "12:04"], ["12:04", "12:02", "12:03", "12:00", "12:01"] })
        {
            var run = new SessionRun(s_halfHour with { MaxEvents = 2 }, new MemoryStateDatabase(), splits: splits => splits.OnCampaign());
            SessionTimelineTests.Send(run, "ann", times);
            run.Finish();
            Assert.That(Closed(run), Is.EqualTo(new[] { "ann 12:00-12:01 2", "ann 12:02-12:03 2", "ann 12:04-12:04 1" }));
            Assert.That(run.CapHits, Is.EqualTo(2));
        }
    }

    [Test]
    public void An_event_older_than_the_grace_period_joins_an_open_session_and_does_not_split_it([Values("login", "logout")] string name)
    {
        var run = Run(splits => splits.Before(click => click.Name == "login").After(click => click.Name == "logout"));
        Named(run, ("12:00", "view"), ("12:10", "view"), ("12:35", "view"), ("12:05", name));
        run.Finish();
        Assert.That(Closed(run), Is.EqualTo(new[] { "ann 12:00-12:35 4" }));
        Assert.That(run.Late, Is.Empty);
    }

    [Test]
    public void An_event_splits_when_it_is_exactly_as_old_as_the_grace_period_and_not_when_it_is_a_millisecond_older()
    {
        foreach (var (olderMs, expected) in new[] { (0, new[] { 1L, 3L }), (1, [4L]) })
        {
            var run = Run(splits => splits.Before(click => click.Name == "login"));
            var timeMs = At("12:15") - olderMs;
            Named(run, ("12:00", "view"));
            run.Send(Click("12:15") with { TimestampMs = timeMs });
            Named(run, ("12:35", "view"));
            run.Send(Click("12:15") with { TimestampMs = timeMs, Name = "login" });
            run.Finish();
            Assert.That(run.Closed.Select(session => session.EventCount), Is.EqualTo(expected));
        }
    }

    [Test]
    public void An_event_is_late_when_a_rule_keeps_it_out_of_the_open_session_and_its_own_would_be_closed()
    {
        var run = Run(splits => splits.Before(click => click.Name == "login"));
        Named(run, ("12:00", "view"), ("12:20", "login"), ("12:51", "view"), ("11:59", "view"));
        Assert.That(run.Late.Single().TimestampMs, Is.EqualTo(At("11:59")));
        run.Finish();
        Assert.That(run.Closed.Sum(session => session.EventCount), Is.EqualTo(3));
    }

    [Test]
    public void More_events_within_the_grace_period_than_memory_allows_are_settled_early_and_counted()
    {
        var run = Run(splits => splits.OnCampaign());
        SessionTimelineTests.Send(run, "bot", [.. Enumerable.Range(0, 5_000).Select(i => At("12:00") + i)]);
        Assert.That(run.CapHits, Is.InRange(8, 10));
        run.Finish();
        Assert.That(run.Closed.Single().EventCount, Is.EqualTo(5_000));
    }

    [Test]
    public void A_thousand_events_within_the_grace_period_are_kept_apart_and_one_more_is_not([Values] bool isInOrder)
    {
        var run = Run(splits => splits.OnCampaign());
        var times = Enumerable.Range(0, 1_001).Select(i => At("12:00") + (isInOrder ? i : -i)).ToArray();
        SessionTimelineTests.Send(run, "bot", times[..^1]);
        Assert.That(run.CapHits, Is.Zero);
        SessionTimelineTests.Send(run, "bot", times[^1]);
        Assert.That(run.CapHits, Is.EqualTo(1));
    }

    private static SessionRun Run(Func<SessionSplits<ClickEvent>, SessionSplits<ClickEvent>> splits) =>
        new(s_halfHour, new MemoryStateDatabase(), splits: splits);

    private static ClickEvent Click(string time) => new() { User = "ann", Name = "view", TimestampMs = At(time), Page = "/" };

    private static void Send(SessionRun run, params (string Time, string? Campaign)[] clicks) =>
        Array.ForEach(clicks, click => run.Send(Click(click.Time) with { Campaign = click.Campaign }));

    private static void Named(SessionRun run, params (string Time, string Name)[] clicks) =>
        Array.ForEach(clicks, click => run.Send(Click(click.Time) with { Name = click.Name }));

    private static string[] Changes(SessionRun run) => [.. run.Changes.Select(change =>
        $"{change.Kind} {change.Session.Start:HH:mm}-{change.Session.End:HH:mm} {change.Session.EventCount} id {change.Session.Id.Opened:HH:mm}"
        + (change.SurvivorId is { } survivor ? $" into {survivor.Opened:HH:mm}" : ""))];
}
