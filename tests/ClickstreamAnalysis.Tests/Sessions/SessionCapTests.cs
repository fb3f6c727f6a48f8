using static ClickstreamAnalysis.Tests.Sessions.SessionTimelineTests;

namespace ClickstreamAnalysis.Tests.Sessions;

/// <summary>Sessions that reach their maximum length or number of events.</summary>
[TestFixture]
public sealed class SessionCapTests
{
    private static readonly SessionWindows s_halfHour = new() { Gap = TimeSpan.FromMinutes(30), GracePeriod = TimeSpan.FromMinutes(20) };

    [Test]
    public void The_event_after_the_last_that_fits_opens_a_session_and_is_counted()
    {
        var run = Run(s_halfHour with { MaxEvents = 3 });
        Send(run, "ann", "12:00", "12:01", "12:02");
        Assert.That(run.CapHits, Is.Zero);
        Send(run, "ann", "12:03", "12:04");
        run.Finish();
        Assert.That(Closed(run), Is.EqualTo(new[] { "ann 12:00-12:02 3", "ann 12:03-12:04 2" }));
        Assert.That(run.CapHits, Is.EqualTo(1));
        Assert.That(run.MarkedRejected, Is.Empty, "no event was refused");
    }

    [Test]
    public void A_session_may_be_exactly_as_long_as_the_maximum_and_not_a_millisecond_longer()
    {
        var run = Run(s_halfHour with { MaxDuration = TimeSpan.FromHours(1) });
        Send(run, "ann", "12:00", "12:30", "13:00");
        Assert.That(run.CapHits, Is.Zero);
        Send(run, "ann", At("13:00") + 1);
        run.Finish();
        Assert.That(Closed(run), Is.EqualTo(new[] { "ann 12:00-13:00 3", "ann 13:00-13:00 1" }));
        Assert.That(run.CapHits, Is.EqualTo(1));
    }

    [Test]
    public void An_event_within_a_session_that_has_reached_its_length_still_joins_that_one()
    {
        var run = Run(s_halfHour with { MaxDuration = TimeSpan.FromHours(1) });
        Send(run, "ann", "12:00", "12:30", "13:00", "13:01", "12:45");
        run.Finish();
        Assert.That(Closed(run), Is.EqualTo(new[] { "ann 12:00-13:00 4", "ann 13:01-13:01 1" }));
    }

    [Test]
    public void Sessions_that_would_be_too_long_together_do_not_merge_and_that_is_counted_once()
    {
        var run = Run(s_halfHour with { MaxDuration = TimeSpan.FromMinutes(35) });
        Send(run, "ann", "12:00", "12:40", "12:20");
        Assert.That(run.CapHits, Is.EqualTo(1));
        Send(run, "ann", "12:21");
        run.Finish();
        Assert.That(run.CapHits, Is.EqualTo(1));
        Assert.That(Closed(run), Is.EqualTo(new[] { "ann 12:00-12:00 1", "ann 12:20-12:40 3" }));
        Assert.That(run.Changes, Has.None.With.Property("Kind").EqualTo(SessionChangeKind.Merged));
    }

    [Test]
    public void Sessions_that_are_exactly_as_long_or_as_large_as_the_maximum_together_merge()
    {
        foreach (var options in new[] { s_halfHour with { MaxDuration = TimeSpan.FromMinutes(40) }, s_halfHour with { MaxEvents = 3 } })
        {
            var run = Run(options);
            Send(run, "ann", "12:00", "12:40", "12:20");
            run.Finish();
            Assert.That(Closed(run), Is.EqualTo(new[] { "ann 12:00-12:40 3" }));
            Assert.That(run.CapHits, Is.Zero);
        }
    }

    [Test]
    public void A_merge_with_a_full_session_exactly_the_gap_away_is_refused_and_counted_once()
    {
        var run = Run(new SessionWindows { Gap = TimeSpan.FromMinutes(10), GracePeriod = TimeSpan.FromHours(2), MaxEvents = 3 });
        Send(run, "ann", "12:20", "12:21", "12:22", "12:00");
        Assert.That(run.CapHits, Is.Zero);
        Send(run, "ann", "12:10");
        Assert.That(run.CapHits, Is.EqualTo(1));
        Send(run, "ann", "12:05");
        run.Finish();
        Assert.That(run.CapHits, Is.EqualTo(1));
        Assert.That(Closed(run), Is.EqualTo(new[] { "ann 12:00-12:10 3", "ann 12:20-12:22 3" }));
    }

    [Test]
    public void Sessions_merge_also_when_a_full_one_lies_between_them()
    {
        var run = Run(new SessionWindows { Gap = TimeSpan.FromMinutes(10), GracePeriod = TimeSpan.FromHours(2), MaxEvents = 4 });
        Send(run, "ann", "12:40", "12:41", "12:42", "12:43");
        Send(run, "ann", "12:20", "12:44", "12:35", "12:28");
        run.Finish();
        Assert.That(Closed(run), Is.EquivalentTo(new[] { "ann 12:40-12:43 4", "ann 12:20-12:44 4" }));
    }

    [Test]
    public void An_event_that_reaches_two_sessions_that_a_cap_keeps_apart_merges_with_the_one_that_has_room()
    {
        var run = Run(new SessionWindows { Gap = TimeSpan.FromMinutes(10), GracePeriod = TimeSpan.FromHours(2), MaxEvents = 4 });
        Send(run, "ann", "12:00", "12:01", "12:02", "12:03", "12:04", "12:23", "12:13");
        run.Finish();
        Assert.That(Closed(run), Is.EquivalentTo(new[] { "ann 12:00-12:03 4", "ann 12:04-12:23 3" }));
        Assert.That(run.CapHits, Is.EqualTo(2), "one split, one merge refused");
    }

    [Test]
    public void An_event_at_the_start_of_one_session_and_within_another_joins_the_one_that_opened_later()
    {
        var run = Run(new() { Gap = TimeSpan.FromMinutes(6), GracePeriod = TimeSpan.FromHours(2), MaxEvents = 6, MaxDuration = TimeSpan.FromMinutes(10) });

        // Too many events for one session, then too long for the later one: they overlap, and both have room.
        Send(run, "ann", "12:02", "12:02", "12:02", "12:09", "12:09", "12:09", "12:05", "12:00", "11:58");
        Send(run, "ann", "12:00");
        run.Finish();
        Assert.That(Closed(run), Is.EqualTo(new[] { "ann 11:58-12:02 4", "ann 12:00-12:09 6" }));
    }

    [Test]
    public void Sessions_that_open_at_the_same_time_because_others_are_full_have_ids_of_their_own()
    {
        var run = Run(s_halfHour with { MaxEvents = 2 });
        Send(run, "ann", "12:00", "12:05", "12:00", "12:05", "12:00", "12:00");
        run.Finish();
        Assert.That(run.Closed.Select(session => session.EventCount), Is.EqualTo(new[] { 2L, 2L, 2L }));
        Assert.That(run.Closed.Select(session => session.Id), Is.Unique);
        Assert.That(run.Closed.Select(session => session.Id.ToString()), Is.EqualTo(new[]
        {
            $"{At("12:00")}-2", $"{At("12:00")}", $"{At("12:00")}-1",
        }));
    }

    [Test]
    public void A_sweep_changes_no_id([Values] bool isSwept)
    {
        var run = Run(s_halfHour with { MaxEvents = 1 });
        Send(run, "ann", "12:00", "12:01");
        Send(run, "bob", "14:00");
        if (isSwept)
        {
            run.Sweep();
        }

        Send(run, "ann", "14:00", "14:00");
        run.Finish();
        Assert.That(
            run.Closed.Where(session => session.Key == "ann" && session.StartMs == At("14:00")).Select(session => session.Id.ToString()),
            Is.EqualTo(new[] { $"{At("14:00")}", $"{At("14:00")}-1" }));
    }

    [Test]
    public void The_default_caps_are_a_day_and_ten_thousand_events()
    {
        Assert.That(new SessionWindows().MaxDuration, Is.EqualTo(TimeSpan.FromHours(24)));
        var run = Run(new SessionWindows());
        Send(run, "bot", [.. Enumerable.Range(0, 25_000).Select(i => At("12:00") + i)]);
        run.Finish();
        Assert.That(run.Closed.Select(session => session.EventCount), Is.EqualTo(new[] { 10_000L, 10_000L, 5_000L }));
        Assert.That(run.CapHits, Is.EqualTo(2));
    }
}
