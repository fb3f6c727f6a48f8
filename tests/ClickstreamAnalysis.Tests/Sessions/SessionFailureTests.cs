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
    public void An_event_without_a_key_is_guarded()
    {
        var run = Run(s_halfHour);
        run.Send(new Record<string, ClickEvent>(null!, default, At("12:00")));
        Assert.That(run.MarkedRejected, Is.EqualTo(new[] { "session-null-key" }));
    }
}
