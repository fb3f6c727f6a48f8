using System.Globalization;
using ClickstreamAnalysis.State.Databases.Memory;

namespace ClickstreamAnalysis.Tests.Sessions;

/// <summary>Events of users one after the other, and what the operator says so far. Gap 30 min, grace 20 min unless said otherwise.</summary>
[TestFixture]
public sealed class SessionTimelineTests
{
    private static readonly SessionWindows s_halfHour = new() { Gap = TimeSpan.FromMinutes(30), GracePeriod = TimeSpan.FromMinutes(20) };

    [Test]
    public void The_timeline_in_the_documentation_of_the_options_is_true()
    {
        var run = Run(s_halfHour);

        Send(run, "ann", "12:00");
        Assert.That(TakeChanges(run), Is.EqualTo(new[] { "Opened 12:00-12:00 id 12:00" }), "A");
        Send(run, "ann", "12:40");
        Assert.That(TakeChanges(run), Is.EqualTo(new[] { "Opened 12:40-12:40 id 12:40" }), "B");
        Send(run, "ann", "12:20");
        Assert.That(TakeChanges(run), Is.EqualTo(new[]
        {
            "Updated 12:20-12:40 id 12:40", "Merged 12:20-12:40 id 12:40 into 12:00", "Updated 12:00-12:40 id 12:00",
        }), "C");
        Send(run, "ann", "13:10");
        Assert.That(TakeChanges(run), Is.EqualTo(new[] { "Updated 12:00-13:10 id 12:00" }), "D");
        Send(run, "ann", "13:41");
        Assert.That(TakeChanges(run), Is.EqualTo(new[] { "Opened 13:41-13:41 id 13:41" }), "E");
        Assert.That(run.Closed, Is.Empty);
        Send(run, "ann", "14:02");
        Assert.That(TakeChanges(run), Is.EqualTo(new[] { "Closed 12:00-13:10 id 12:00", "Updated 13:41-14:02 id 13:41" }), "F");
        Assert.That(run.Closed, Has.Count.EqualTo(1));
        Send(run, "ann", "13:09");
        Assert.That(TakeChanges(run), Is.Empty, "G");
        Assert.That(run.Late.Single().TimestampMs, Is.EqualTo(At("13:09")), "G");
        Send(run, "ann", "13:11");
        Assert.That(TakeChanges(run), Is.EqualTo(new[] { "Updated 13:11-14:02 id 13:41" }), "H");
        Assert.That(run.Late, Has.Count.EqualTo(1), "H");
    }

    [Test]
    public void Events_exactly_one_gap_apart_belong_together()
    {
        var run = Run(s_halfHour);
        Send(run, "ann", "12:00", "12:30");
        run.Finish();
        Assert.That(Closed(run), Is.EqualTo(new[] { "ann 12:00-12:30 2" }));
    }

    [Test]
    public void Events_a_millisecond_more_than_the_gap_apart_do_not()
    {
        var run = Run(s_halfHour);
        Send(run, "ann", At("12:00"), At("12:30") + 1);
        run.Finish();
        Assert.That(run.Closed.Select(session => session.EventCount), Is.EqualTo(new[] { 1L, 1L }));
    }

    [Test]
    public void With_an_exclusive_gap_events_exactly_one_gap_apart_do_not_belong_together()
    {
        var run = Run(s_halfHour with { Boundary = GapBoundary.Exclusive });
        Send(run, "ann", "12:00", "12:30");
        Send(run, "bob", At("12:00"), At("12:30") - 1);
        run.Finish();
        Assert.That(run.Closed.Where(session => session.Key == "ann").Select(session => session.EventCount), Is.EqualTo(new[] { 1L, 1L }));
        Assert.That(run.Closed.Where(session => session.Key == "bob").Select(session => session.EventCount), Is.EqualTo(new[] { 2L }));
    }

    [Test]
    public void An_earlier_event_exactly_one_gap_before_the_start_extends_the_session_to_the_left()
    {
        var run = Run(s_halfHour);
        Send(run, "ann", "12:30", "12:00");
        run.Finish();
        Assert.That(Closed(run), Is.EqualTo(new[] { "ann 12:00-12:30 2" }));
    }

    [Test]
    public void A_session_is_open_while_stream_time_is_at_its_end_plus_gap_plus_grace_and_closed_one_millisecond_later(
        [Values] bool isSplit, [Values] bool isExtended)
    {
        var run = new SessionRun(s_halfHour, new MemoryStateDatabase(), splits: isSplit ? splits => splits.OnCampaign() : null);
        Send(run, "ann", isExtended ? ["11:58", "11:59", "12:00"] : ["12:00"]);

        Send(run, "bob", At("12:50"));
        run.Sweep();
        Assert.That(run.Closed, Is.Empty);

        Send(run, "bob", At("12:50") + 1);
        run.Sweep();
        Assert.That(Closed(run), Is.EqualTo(new[] { isExtended ? "ann 11:58-12:00 3" : "ann 12:00-12:00 1" }));
    }

    [Test]
    public void Of_two_open_sessions_of_one_key_a_sweep_closes_the_one_that_is_over()
    {
        var run = Run(s_halfHour);
        Send(run, "ann", "12:00", "12:40");
        Send(run, "bob", "12:51");
        run.Sweep();
        Assert.That(Closed(run), Is.EqualTo(new[] { "ann 12:00-12:00 1" }));
    }

    [Test]
    public void A_session_of_one_event_has_no_length_and_is_a_session()
    {
        var run = Run(s_halfHour);
        Send(run, "ann", "12:00");
        run.Finish();
        var session = run.Closed.Single();
        Assert.That(session.Duration, Is.EqualTo(TimeSpan.Zero));
        Assert.That(session.Window.Contains(At("12:00")));
        Assert.That(run.ClosedRecords.Single().TimestampMs, Is.EqualTo(At("12:00")), "the record has the time of the session's end");
    }

    [Test]
    public void A_late_event_changes_nothing_and_says_what_it_was()
    {
        var run = Run(s_halfHour);
        Send(run, "ann", "12:00");
        Send(run, "bob", "14:00");
        Send(run, "ann", "12:01");
        run.Finish();
        Assert.That(Closed(run), Is.EqualTo(new[] { "ann 12:00-12:00 1", "bob 14:00-14:00 1" }));
        Assert.That(run.MarkedLate, Is.EqualTo(1));
        var late = run.Late.Single();
        Assert.That(late.Value.TimestampMs, Is.EqualTo(At("12:01")));
        Assert.That(late.StreamTimeMs, Is.EqualTo(At("14:00")));
        Assert.That(late.Lateness, Is.EqualTo(TimeSpan.FromMinutes(119)));
        Assert.That(late.Reason, Is.EqualTo(LateReasons.SessionClosed));
    }

    [Test]
    public void An_event_past_the_limit_of_its_own_session_is_used_when_it_joins_an_open_one()
    {
        var run = Run(s_halfHour);
        Send(run, "ann", "12:30");
        Send(run, "bob", "12:55");
        Send(run, "ann", "12:04");
        run.Finish();
        Assert.That(Closed(run), Is.EqualTo(new[] { "ann 12:04-12:30 2", "bob 12:55-12:55 1" }));
        Assert.That(run.Late, Is.Empty);
    }

    [Test]
    public void An_event_between_an_open_and_a_closed_session_joins_the_open_one_only()
    {
        var run = Run(s_halfHour);
        Send(run, "ann", "12:00", "12:51", "12:25");
        run.Finish();
        Assert.That(Closed(run), Is.EqualTo(new[] { "ann 12:00-12:00 1", "ann 12:25-12:51 2" }));
    }

    [Test]
    public void A_session_that_is_over_is_closed_by_the_clock_even_when_nobody_has_swept()
    {
        var run = Run(s_halfHour);
        Send(run, "ann", "12:00");
        Send(run, "bob", At("12:50") + 1);
        Assert.That(run.Closed, Is.Empty, "no sweep yet");

        // Within the gap of the session, which is over all the same.
        Send(run, "ann", "12:29");
        Assert.That(Closed(run), Is.EqualTo(new[] { "ann 12:00-12:00 1" }));
        run.Finish();
        Assert.That(Closed(run), Is.EqualTo(new[] { "ann 12:00-12:00 1", "ann 12:29-12:29 1", "bob 12:50-12:50 1" }));
    }

    [Test]
    public void A_closed_session_comes_out_once_however_often_it_is_swept_and_committed()
    {
        var run = Run(s_halfHour);
        Send(run, "ann", "12:00");
        Send(run, "bob", "14:00");
        for (var i = 0; i < 3; i++)
        {
            run.Sweep();
            run.Commit();
        }

        Assert.That(Closed(run), Is.EqualTo(new[] { "ann 12:00-12:00 1" }));
    }

    [Test]
    public void The_event_that_moved_stream_time_closes_the_session_of_its_own_key_before_it_opens_another()
    {
        var run = Run(s_halfHour);
        Send(run, "ann", "12:00");
        TakeChanges(run);
        Send(run, "ann", "14:00");
        Assert.That(TakeChanges(run), Is.EqualTo(new[] { "Closed 12:00-12:00 id 12:00", "Opened 14:00-14:00 id 14:00" }));
    }

    [Test]
    public void Two_events_at_one_time_are_one_session_of_two_events()
    {
        var run = Run(s_halfHour);
        Send(run, "ann", "12:00", "12:00");
        run.Finish();
        Assert.That(Closed(run), Is.EqualTo(new[] { "ann 12:00-12:00 2" }));
    }

    [Test]
    public void With_no_grace_a_session_waits_for_exactly_the_gap()
    {
        var run = Run(s_halfHour with { GracePeriod = TimeSpan.Zero });
        Send(run, "ann", "12:00");
        Send(run, "bob", "12:30");
        run.Sweep();
        Send(run, "ann", "12:30");
        run.Finish();
        Assert.That(Closed(run), Is.EquivalentTo(new[] { "ann 12:00-12:30 2", "bob 12:30-12:30 1" }));
    }

    [Test]
    public void A_change_has_the_time_of_the_last_event_of_its_session([Values] bool isSplit)
    {
        var run = new SessionRun(s_halfHour, new MemoryStateDatabase(), splits: isSplit ? splits => splits.OnCampaign() : null);
        Send(run, "ann", "12:45", "12:50", "12:10", "12:12", "12:20", "12:30", "12:15");
        run.Finish();
        Assert.That(run.ChangeCollector.Records.Select(change => change.TimestampMs), Is.EqualTo(run.Changes.Select(change => change.Session.EndMs)));
        Assert.That(run.Changes.Select(change => change.Kind).Distinct(), Is.EquivalentTo(Enum.GetValues<SessionChangeKind>()));
    }

    [Test]
    public void The_survivor_of_a_merge_is_the_session_named_after_the_earlier_time_whichever_came_first()
    {
        var run = Run(s_halfHour);
        Send(run, "ann", "12:45", "12:10", "12:20");
        Assert.That(TakeChanges(run)[^2..], Is.EqualTo(new[] { "Merged 12:20-12:45 id 12:45 into 12:10", "Updated 12:10-12:45 id 12:10" }));
    }

    [Test]
    public void A_session_keeps_its_id_when_earlier_events_join()
    {
        var run = Run(s_halfHour);
        Send(run, "ann", "12:45", "12:20", "12:00");
        Assert.That(TakeChanges(run), Is.EqualTo(new[]
        {
            "Opened 12:45-12:45 id 12:45", "Updated 12:20-12:45 id 12:45", "Updated 12:00-12:45 id 12:45",
        }));
    }

    [Test]
    public void Revisions_of_a_session_only_grow_also_at_merge_and_close()
    {
        var run = Run(s_halfHour);
        Send(run, "ann", "12:00", "12:01", "12:40", "12:41", "12:20");
        run.Finish();
        var revisions = run.Changes.ToLookup(change => change.Session.Id, change => change.Session.Revision);
        Assert.That(revisions, Has.Count.EqualTo(2));
        Assert.That(revisions.Select(ids => ids.ToArray()), Is.All.Ordered.Ascending.And.All.Unique);
    }

    internal static SessionRun Run(SessionWindows options) => new(options, new MemoryStateDatabase());

    internal static long At(string time) =>
        new DateTimeOffset(2026, 3, 4, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds()
        + (long)TimeSpan.Parse(time, CultureInfo.InvariantCulture).TotalMilliseconds;

    internal static void Send(SessionRun run, string user, params string[] times) => Send(run, user, Array.ConvertAll(times, At));

    internal static void Send(SessionRun run, string user, params long[] times)
    {
        foreach (var time in times)
        {
            run.Send(new ClickEvent { User = user, Name = "view", TimestampMs = time, Page = "/" });
        }
    }

    internal static string[] Closed(SessionRun run) =>
        [.. run.Closed.Select(session => $"{session.Key} {Clock(session.StartMs)}-{Clock(session.EndMs)} {session.EventCount}")];

    private static string[] TakeChanges(SessionRun run)
    {
        var taken = run.Changes.Select(change =>
            $"{change.Kind} {Clock(change.Session.StartMs)}-{Clock(change.Session.EndMs)} id {Clock(change.Session.Id.OpenedMs)}"
            + (change.SurvivorId is { } survivor ? $" into {Clock(survivor.OpenedMs)}" : "")).ToArray();
        run.ChangeCollector.Records.Clear();
        return taken;
    }

    private static string Clock(long timestampMs) =>
        DateTimeOffset.FromUnixTimeMilliseconds(timestampMs).ToString("HH:mm", CultureInfo.InvariantCulture);
}
