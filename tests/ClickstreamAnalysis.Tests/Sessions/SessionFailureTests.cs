using ClickstreamAnalysis.State.Databases.Memory;
using static ClickstreamAnalysis.Tests.Sessions.SessionTimelineTests;

namespace ClickstreamAnalysis.Tests.Sessions;

/// <summary>Steps downstream that throw, under a policy that goes on with the next record.</summary>
[TestFixture]
public sealed class SessionFailureTests
{
    private static readonly SessionWindows s_halfHour = new() { Gap = TimeSpan.FromMinutes(30), GracePeriod = TimeSpan.FromMinutes(20) };

    [Test]
    public void A_closed_session_at_which_a_step_downstream_throws_does_not_come_out_again()
    {
        var run = Run(s_halfHour);
        Send(run, "ann", "12:00");
        run.ClosedCollector.FailsAt = session => session.TimestampMs == At("12:00");
        Assert.That(() => Send(run, "ann", "14:00"), Throws.InvalidOperationException);

        Send(run, "ann", "14:01");
        run.Commit();
        run.Crash();
        run.Finish();
        Assert.That(Closed(run), Is.EqualTo(new[] { "ann 12:00-12:00 1", "ann 14:00-14:01 2" }));
    }

    [Test]
    public void What_an_event_changed_is_written_also_when_a_step_downstream_throws()
    {
        var run = Run(s_halfHour);
        Send(run, "ann", "12:00");
        run.Commit();
        run.ClosedCollector.FailsAt = session => session.TimestampMs == At("12:00");
        Assert.That(() => Send(run, "ann", "14:00"), Throws.InvalidOperationException);
        run.Commit();
        run.Crash();
        run.Finish();
        Assert.That(Closed(run), Is.EqualTo(new[] { "ann 12:00-12:00 1", "ann 14:00-14:00 1" }));
    }

    [Test]
    public void A_step_downstream_that_throws_at_a_change_does_not_stop_a_merge_half_way()
    {
        var run = Run(s_halfHour);
        Send(run, "ann", "12:00", "12:40");
        run.ChangeCollector.FailsAt = change => change.Value.Kind == SessionChangeKind.Updated;
        Assert.That(() => Send(run, "ann", "12:20"), Throws.InvalidOperationException);

        run.ChangeCollector.FailsAt = null;
        run.Finish();
        Assert.That(Closed(run), Is.EqualTo(new[] { "ann 12:00-12:40 3" }));
    }

    [Test]
    public void An_event_at_which_a_function_of_the_user_throws_changes_no_session([Values] bool isSplit)
    {
        var calls = 0;
        var run = new SessionRun(
            s_halfHour with { Conversion = _ => --calls == 0 ? throw new InvalidOperationException("wrong") : false },
            new MemoryStateDatabase(),
            splits: isSplit ? splits => splits.OnCampaign() : null);
        Throws("12:05");
        Send(run, "ann", "12:05", "12:10");

        // Behind all events, between them, at the time of one, before all of them, and in a session of its own.
        foreach (var time in new[] { "12:15", "12:07", "12:05", "12:10", "12:00", "12:50" })
        {
            Throws(time);
        }

        if (isSplit)
        {
            // The fragment of the event has its facts by then, and the session has not.
            Throws("12:15", call: 2);
        }

        Send(run, "ann", "12:06");
        run.Finish();
        Assert.That(Closed(run), Is.EqualTo(new[] { "ann 12:05-12:10 3" }));
        Assert.That(
            run.Changes.Select(change => (change.Kind, change.Session.EventCount, change.Session.Aggregate.PageViews)),
            Is.EqualTo(new[]
            {
                (SessionChangeKind.Opened, 1L, 1L), (SessionChangeKind.Updated, 2L, 2L), (SessionChangeKind.Updated, 3L, 3L), (SessionChangeKind.Closed, 3L, 3L),
            }));

        void Throws(string time, int call = 1)
        {
            calls = call;
            Assert.That(() => Send(run, "ann", time), NUnit.Framework.Throws.InvalidOperationException);
            calls = 0;
        }
    }

    [Test]
    public void An_event_without_a_key_is_guarded()
    {
        var run = Run(s_halfHour);
        run.Send(new Record<string, ClickEvent>(null!, default, At("12:00")));
        Assert.That(run.MarkedRejected, Is.EqualTo(new[] { "session-null-key" }));
    }
}
