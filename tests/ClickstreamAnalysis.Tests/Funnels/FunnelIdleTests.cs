namespace ClickstreamAnalysis.Tests.Funnels;

/// <summary>On a quiet stream, stream time follows the wall clock after the idle timeout, and attempts end.</summary>
public sealed class FunnelIdleTests
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    [Test]
    public void A_quiet_stream_ends_its_attempts_when_it_is_idle([Values] FunnelOrder order)
    {
        using var run = new FunnelRun(funnel => Define(funnel, order), idleTimeout: s_minute);
        run.Pipe("ann 13:00 A", "bob 13:00 A", "bob 13:00:00.001 B");
        run.Driver.AdvanceWallClock(TimeSpan.FromMinutes(65));
        Assert.That(run.DropOffs(), Is.Empty, "exactly window and grace period after the entry");

        run.Driver.AdvanceWallClock(TimeSpan.FromSeconds(1));
        Assert.That(run.DropOffs(), Is.EqualTo(new[] { "ann 1 13:00" }));
        Assert.That(run.CorrectedOutcomes().Count(static outcome => outcome.EndsWith("final", StringComparison.Ordinal)), Is.EqualTo(2));
    }

    [Test]
    public void A_step_that_comes_after_the_stream_was_idle_is_late([Values] FunnelOrder order)
    {
        using var run = new FunnelRun(funnel => Define(funnel, order), idleTimeout: s_minute);
        run.Pipe("ann 13:00 A");
        run.Driver.AdvanceWallClock(TimeSpan.FromMinutes(66));
        run.Pipe("ann 13:00:30.000 B");
        Assert.That(run.Late(), Has.Length.EqualTo(1));
        Assert.That(run.DropOffs(), Is.EqualTo(new[] { "ann 1 13:00" }));
    }

    [Test]
    public void Without_an_idle_timeout_attempts_stay_open([Values] FunnelOrder order)
    {
        using var run = new FunnelRun(funnel => Define(funnel, order));
        run.Pipe("ann 13:00 A");
        run.Driver.AdvanceWallClock(TimeSpan.FromDays(1));
        run.Pipe("ann 13:30 B");
        Assert.That(run.Late(), Is.Empty);
        Assert.That(run.DropOffs(), Is.Empty);
        Assert.That(run.Counts(), Does.EndWith("B 1").Or.EndWith("2 of 2 1"));
    }

    private static FunnelDefinition<string, ClickEvent> Define(FunnelDefinition<string, ClickEvent> funnel, FunnelOrder order) => funnel
        .Step("A", static (_, click) => click.Name == "A")
        .Step("B", static (_, click) => click.Name == "B")
        .Within(TimeSpan.FromHours(1)) with
    { Order = order, GracePeriod = TimeSpan.FromMinutes(5) };
}
