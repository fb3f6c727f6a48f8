using ClickstreamAnalysis.State.Databases.Memory;
using ClickstreamAnalysis.Tests.State;
using static ClickstreamAnalysis.Tests.Sessions.SessionTimelineTests;

namespace ClickstreamAnalysis.Tests.Sessions;

/// <summary>Which session of its user a session is. Gap 30 min, grace 20 min, numbers kept for a day.</summary>
[TestFixture]
public sealed class SessionNumberTests
{
    private const long DayMs = 24 * 60 * 60 * 1000;

    private static readonly SessionWindows s_numbered = new()
    {
        Gap = TimeSpan.FromMinutes(30),
        GracePeriod = TimeSpan.FromMinutes(20),
        NumberRetention = TimeSpan.FromDays(1),
    };

    [Test]
    public void Sessions_of_a_user_are_numbered_in_order_of_event_time_whatever_the_order_of_arrival([Values] bool isSplit)
    {
        foreach (var times in new string[][] { ["12:00", "12:31", "12:45", "13:16"], ["12:00", "12:45", "12:31", "13:16"] })
        {
            var run = Run(isSplit);
            Send(run, "ann", times);
            Send(run, "bob", "13:16");
            run.Finish();
            Assert.That(run.Closed.Where(session => session.Key == "ann").Select(session => session.Number), Is.EqualTo(new[] { 1L, 2L, 3L }));
            Assert.That(run.Closed.Single(session => session.Key == "bob").Number, Is.EqualTo(1));
        }
    }

    [Test]
    public void The_number_outlives_the_session_and_a_restart_between_any_two_events([Values] bool isSplit)
    {
        var run = Run(isSplit, maxLiveEntries: 0);
        foreach (var hour in new[] { 0, 2, 4, 24 })
        {
            Send(run, "ann", At("12:00") + (hour * 60 * 60 * 1000));
            run.Sweep();
            run.Commit();
            run.Crash();
        }

        run.Finish();
        run.Commit();
        Assert.That(run.Closed.Select(session => session.Number), Is.EqualTo(new[] { 1L, 2L, 3L, 4L }));
    }

    [Test]
    public void A_session_that_starts_exactly_the_retention_after_the_last_one_continues_and_one_millisecond_later_is_the_first([Values] bool isSplit)
    {
        foreach (var (laterMs, expected) in new[] { (DayMs, 2L), (DayMs + 1, 1L) })
        {
            var run = Run(isSplit);
            Send(run, "ann", At("12:00"), At("12:00") + laterMs);
            run.Finish();
            Assert.That(run.Closed[^1].Number, Is.EqualTo(expected));
        }
    }

    [Test]
    public void The_row_is_removed_when_its_retention_has_passed_and_not_at_the_end_of_the_input([Values] bool isSplit)
    {
        var database = new MemoryStateDatabase();
        var run = new SessionRun(s_numbered, database, maxLiveEntries: 0, splits: isSplit ? splits => splits.OnCampaign() : null);
        Send(run, "ann", "12:00");
        run.Finish();
        run.Commit();
        Assert.That(database.CountRows("sessions:rows"), Is.EqualTo(1));
        Assert.That(run.StreamTimeMs, Is.LessThan(At("12:00") + DayMs));

        Send(run, "bob", At("12:00") + DayMs + (50 * 60 * 1000) + 1);
        run.Sweep();
        run.Commit();
        Assert.That(database.CountRows("sessions:rows"), Is.EqualTo(1), "that of bob");
    }

    [Test]
    public void The_number_is_kept_as_long_as_an_event_within_the_retention_may_still_come([Values] bool isSplit)
    {
        var run = Run(isSplit);
        Send(run, "ann", "12:00");
        Send(run, "bob", At("12:00") + DayMs + (50 * 60 * 1000));
        run.Sweep();

        // A late event does not end it either.
        Send(run, "ann", "12:00");
        Assert.That(run.Late, Has.Count.EqualTo(1));
        Send(run, "ann", At("12:00") + DayMs);
        run.Finish();
        Assert.That(run.Closed.Where(session => session.Key == "ann").Select(session => session.Number), Is.EqualTo(new[] { 1L, 2L }));
    }

    [Test]
    public void A_sweep_changes_no_number_when_an_event_past_its_own_limit_starts_a_session_within_the_retention([Values] bool isSplit, [Values] bool isSwept)
    {
        var run = Run(isSplit);
        Send(run, "ann", "12:00");
        Send(run, "bob", At("12:51") + DayMs);
        if (isSwept)
        {
            run.Sweep();
        }

        // The row is over at 12:50, and 11:59 would be late without the session of 12:25.
        Send(run, "ann", At("12:25") + DayMs, At("11:59") + DayMs);
        run.Finish();
        Assert.That(run.Late, Is.Empty);
        Assert.That(run.Closed.Where(session => session.Key == "ann").Select(session => (session.EventCount, session.Number)), Is.EqualTo(new[] { (1L, 1L), (2L, 1L) }));
    }

    [Test]
    public void The_number_of_an_open_session_is_provisional()
    {
        var run = Run(isSplit: false);
        Send(run, "ann", "12:40", "12:05");
        Assert.That(run.Changes.Select(change => change.Session.Number), Is.EqualTo(new[] { 1L, 1L }));
        run.Finish();
        Assert.That(run.Closed.Select(session => (session.Start.Minute, session.Number)), Is.EqualTo(new[] { (5, 1L), (40, 2L) }));
    }

    [Test]
    public void An_open_session_beyond_the_retention_continues_when_one_before_it_is_within([Values] bool isSplit)
    {
        var run = new SessionRun(
            s_numbered with { NumberRetention = TimeSpan.FromHours(1) }, new MemoryStateDatabase(), splits: isSplit ? splits => splits.OnCampaign() : null);
        Send(run, "ann", "12:00");
        Send(run, "bob", "12:51");
        Send(run, "ann", "13:00", "13:31");
        Assert.That(run.Changes[^1].Session.Number, Is.EqualTo(3));
        run.Finish();
        Assert.That(run.Closed.Where(session => session.Key == "ann").Select(session => session.Number), Is.EqualTo(new[] { 1L, 2L, 3L }));
    }

    [Test]
    public void Sessions_that_end_at_one_time_are_numbered_by_their_start_and_then_their_id()
    {
        var run = new SessionRun(s_numbered, new MemoryStateDatabase(), splits: splits => splits.ById(click => click.UserAgent));
        foreach (var (device, time) in new[] { ("c", "12:00"), ("b", "12:05"), ("d", "12:00"), ("b", "11:55"), ("c", "12:10"), ("d", "12:10"), ("b", "12:10") })
        {
            run.Send(new ClickEvent { User = "ann", Name = "view", TimestampMs = At(time), Page = $"/{device}", UserAgent = device });
        }

        var open = run.Changes.TakeLast(3).Select(change => (change.Session.Aggregate.EntryPage, change.Session.Number));
        Assert.That(open, Is.EqualTo(new[] { ("/c", 3L), ("/d", 3L), ("/b", 1L) }), "each was the last one to end so far, or ends with those behind it");
        run.Finish();
        Assert.That(
            run.Closed.Select(session => (session.Aggregate.EntryPage, session.Number)), Is.EqualTo(new[] { ("/b", 1L), ("/c", 2L), ("/d", 3L) }));
    }

    [Test]
    public void Without_the_option_sessions_have_no_number()
    {
        var run = SessionTimelineTests.Run(new SessionWindows());
        Send(run, "ann", "12:00");
        run.Finish();
        Assert.That(run.Closed.Single().Number, Is.Zero);
    }

    private static SessionRun Run(bool isSplit, int maxLiveEntries = 1_000) =>
        new(s_numbered, new MemoryStateDatabase(), maxLiveEntries, splits: isSplit ? splits => splits.OnCampaign() : null);
}
