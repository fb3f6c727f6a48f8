namespace ClickstreamAnalysis.Tests.Funnels.Rules;

/// <summary>Windows, exclusions and the end of an attempt, each met exactly and missed by one millisecond.</summary>
public sealed class FunnelBoundaryTests
{
    [Test]
    public void The_conversion_window_is_inclusive(
        [Values(FunnelOrder.Ordered, FunnelOrder.Consecutive, FunnelOrder.StrictlyIncreasing, FunnelOrder.ReuseEvents)] FunnelOrder order,
        [Values] FunnelEntry entry)
    {
        Assert.That(Counts(funnel => Abc(funnel) with { Order = order, Entry = entry }, "ann 13:00:00.001 A", "ann 13:30 B", "ann 14:00:00.001 C"), Is.EqualTo("A 1 -> B 1 -> C 1"));
        Assert.That(Counts(funnel => Abc(funnel) with { Order = order, Entry = entry }, "ann 13:00:00.001 A", "ann 13:30 B", "ann 14:00:00.002 C"), Is.EqualTo("A 1 -> B 1 -> C 0"));
    }

    [TestCase("14:00:00.000", "1 of 3 1 -> 2 of 3 1 -> 3 of 3 1")]
    [TestCase("14:00:00.001", "1 of 3 1 -> 2 of 3 1 -> 3 of 3 0")]
    public void The_conversion_window_of_any_order_is_inclusive(string last, string counts) =>
        Assert.That(Counts(static funnel => Abc(funnel) with { Order = FunnelOrder.AnyOrder }, "ann 13:00 C", "ann 13:00:00.001 A", $"ann {last} B"), Is.EqualTo(counts));

    [TestCase("13:11:00.000", "A 1 -> B 1 -> C 1")]
    [TestCase("13:11:00.001", "A 1 -> B 1 -> C 0")]
    public void A_step_window_is_inclusive_to_the_millisecond(string last, string counts) => Assert.That(
        Counts(
            static funnel => Ab(funnel).Step("C", static (_, click) => click.Name == "C").StepWithin(TimeSpan.FromMinutes(10)).Within(TimeSpan.FromHours(1)),
            "ann 13:00 A", "ann 13:01 B", $"ann {last} C"),
        Is.EqualTo(counts));

    [TestCase("13:00:00.000", "A 1 -> B 1 -> C 1")]
    [TestCase("13:00:00.001", "A 1 -> B 0 -> C 0")]
    [TestCase("13:29:59.999", "A 1 -> B 0 -> C 0")]
    [TestCase("13:30:00.000", "A 1 -> B 1 -> C 1")]
    public void An_exclusion_counts_between_two_steps_and_at_neither(string excluded, string counts) => Assert.That(
        Counts(
            static funnel => Abc(funnel).Exclude("X", static (_, click) => click.Name == "X", "A", "B", ExclusionEffect.CapAttempt),
            "ann 13:00 A", $"ann {excluded} X", "ann 13:30 B", "ann 13:40 C"),
        Is.EqualTo(counts));

    [TestCase("14:05:00.000", false)]
    [TestCase("14:05:00.001", true)]
    public void An_outcome_is_final_once_stream_time_is_past_entry_window_and_grace(string time, bool isFinal)
    {
        using var run = new FunnelRun(static funnel => Abc(funnel) with { Order = FunnelOrder.StrictlyIncreasing, GracePeriod = TimeSpan.FromMinutes(5) });
        run.Pipe("ann 13:00 A", "ann 13:10 B", $"zoe {time} X");
        Assert.That(run.Outcomes().Contains("ann 13:00 13:10 final"), Is.EqualTo(isFinal));
    }

    [TestCase("14:05:00.000", "A 1 -> B 1 -> C 1")]
    [TestCase("14:05:00.001", "A 1 -> B 1 -> C 0")]
    public void An_event_out_of_order_by_the_grace_period_counts_and_a_millisecond_more_does_not(string time, string counts)
    {
        using var run = new FunnelRun(static funnel => Abc(funnel) with { Order = FunnelOrder.StrictlyIncreasing, GracePeriod = TimeSpan.FromMinutes(5) });
        run.Pipe("ann 13:00 A", "ann 13:10 B", $"zoe {time} X", "ann 14:00 C");
        Assert.That(run.Counts(), Is.EqualTo(counts));
    }

    [TestCase("14:05:00.000", 0)]
    [TestCase("14:05:00.001", 1)]
    public void An_event_is_late_once_an_attempt_that_it_begins_would_be_closed(string time, int late)
    {
        using var run = new FunnelRun(static funnel => Abc(funnel) with { Order = FunnelOrder.StrictlyIncreasing, GracePeriod = TimeSpan.FromMinutes(5) });
        run.Pipe($"zoe {time} A", "ann 13:00 A");
        Assert.That(run.Late(), Has.Length.EqualTo(late));
        Assert.That(run.Counts(), Is.EqualTo($"A {2 - late} -> B 0 -> C 0"));
    }

    private static FunnelDefinition<string, ClickEvent> Ab(FunnelDefinition<string, ClickEvent> funnel) => funnel
        .Step("A", static (_, click) => click.Name == "A")
        .Step("B", static (_, click) => click.Name == "B");

    private static FunnelDefinition<string, ClickEvent> Abc(FunnelDefinition<string, ClickEvent> funnel) =>
        Ab(funnel).Step("C", static (_, click) => click.Name == "C").Within(TimeSpan.FromHours(1));

    private static string Counts(Func<FunnelDefinition<string, ClickEvent>, FunnelDefinition<string, ClickEvent>> define, params string[] clicks)
    {
        using var run = new FunnelRun(define);
        run.Pipe(clicks);
        return run.Counts();
    }
}
