using ClickstreamAnalysis.State.Databases.Memory;

namespace ClickstreamAnalysis.Tests.Sessions;

/// <summary>Sessions that are split at midnight, on days on which the clocks change.</summary>
[TestFixture]
public sealed class MidnightTests
{
    private static readonly SessionWindows s_days = new()
    {
        Gap = TimeSpan.FromMinutes(30),
        GracePeriod = TimeSpan.FromMinutes(20),
        SplitAtMidnight = LocalDaysTests.CentralEurope(),
    };

    [TestCase("2025-06-01T22:00:00Z", TestName = "On_a_day_of_24_hours_the_session_ends_at_the_last_millisecond_before_midnight")]
    [TestCase("2025-03-29T23:00:00Z", TestName = "Before_a_day_of_23_hours_the_session_ends_at_the_last_millisecond_before_midnight")]
    [TestCase("2025-03-30T22:00:00Z", TestName = "After_a_day_of_23_hours_the_session_ends_at_the_last_millisecond_before_midnight")]
    [TestCase("2025-10-26T23:00:00Z", TestName = "After_a_day_of_25_hours_the_session_ends_at_the_last_millisecond_before_midnight")]
    public void Sessions_AtMidnight_AreSplit(string midnight)
    {
        var midnightMs = Ms(midnight);
        var run = Run(s_days, midnightMs - 60_000, midnightMs - 1, midnightMs, midnightMs + 60_000);
        Assert.That(run.Closed.Select(session => (session.StartMs, session.EndMs)), Is.EqualTo(new[]
        {
            (midnightMs - 60_000, midnightMs - 1), (midnightMs, midnightMs + 60_000),
        }));
        Assert.That(Run(s_days with { SplitAtMidnight = null }, midnightMs - 1, midnightMs).Closed, Has.Count.EqualTo(1));
    }

    [Test]
    public void The_hour_that_comes_twice_and_the_one_that_is_skipped_split_nothing()
    {
        Assert.That(Run(s_days, Ms("2025-10-26T00:45:00Z"), Ms("2025-10-26T01:10:00Z")).Closed, Has.Count.EqualTo(1));
        Assert.That(Run(s_days, Ms("2025-03-30T00:45:00Z"), Ms("2025-03-30T01:10:00Z")).Closed, Has.Count.EqualTo(1));
    }

    [Test]
    public void An_event_out_of_order_joins_the_session_of_its_day()
    {
        var midnightMs = Ms("2025-06-01T22:00:00Z");
        var run = Run(s_days, midnightMs - 60_000, midnightMs + 60_000, midnightMs - 1, midnightMs);
        Assert.That(run.Closed.Select(session => session.EventCount), Is.EqualTo(new[] { 2L, 2L }));
        Assert.That(run.Changes.Select(change => change.Kind), Has.None.EqualTo(SessionChangeKind.Merged));
    }

    [Test]
    public void A_session_closes_no_earlier_because_of_midnight()
    {
        var midnightMs = Ms("2025-06-01T22:00:00Z");
        var run = new SessionRun(s_days, new MemoryStateDatabase());
        Send(run, midnightMs - 60_000, midnightMs - 60_000 + (50 * 60_000));
        run.Sweep();
        Assert.That(run.Closed, Is.Empty);
        Send(run, midnightMs - 60_000 + (50 * 60_000) + 1);
        run.Sweep();
        Assert.That(run.Closed.Single().EndMs, Is.EqualTo(midnightMs - 60_000));
    }

    private static SessionRun Run(SessionWindows options, params long[] times)
    {
        var run = new SessionRun(options, new MemoryStateDatabase());
        Send(run, times);
        run.Finish();
        return run;
    }

    private static void Send(SessionRun run, params long[] times) =>
        Array.ForEach(times, timeMs => run.Send(new ClickEvent { User = "ann", Name = "view", TimestampMs = timeMs, Page = "/" }));

    private static long Ms(string time) => DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
}
