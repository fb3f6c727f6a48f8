namespace ClickstreamAnalysis.Tests.Funnels;

/// <summary>The rules beyond the ordered best chain, each in a running topology: events in, counts out.</summary>
public sealed class FunnelRuleTimelineTests
{
    private static readonly string[] s_example = ["ann 13:00 A", "ann 13:30 A", "ann 13:45 B", "ann 14:15 C"];

    private static FunnelDefinition<string, ClickEvent> Abc(FunnelDefinition<string, ClickEvent> funnel) => funnel
        .Step("A", static (_, click) => click.Name == "A")
        .Step("B", static (_, click) => click.Name == "B")
        .Step("C", static (_, click) => click.Name == "C")
        .Within(TimeSpan.FromHours(1));

    private static FunnelDefinition<string, ClickEvent> Aab(FunnelDefinition<string, ClickEvent> funnel) => funnel
        .Step("first A", static (_, click) => click.Name == "A")
        .Step("second A", static (_, click) => click.Name == "A")
        .Step("B", static (_, click) => click.Name == "B")
        .Within(TimeSpan.FromHours(1));

    /// <summary>The example of the definition: A 13:00, A 13:30, B 13:45, C 14:15 within one hour.</summary>
    [TestCase(FunnelEntry.BestChain, "A 1 -> B 1 -> C 1")]
    [TestCase(FunnelEntry.FirstEntry, "A 1 -> B 1 -> C 0")]
    [TestCase(FunnelEntry.LatestEntry, "A 1 -> B 1 -> C 1")]
    public void Entry_decides_which_attempt_counts(FunnelEntry entry, string counts) =>
        Check(funnel => Abc(funnel) with { Entry = entry }, counts, s_example);

    [Test]
    public void Latest_entry_begins_anew_with_each_entry() =>
        Check(funnel => Abc(funnel) with { Entry = FunnelEntry.LatestEntry }, "A 1 -> B 1 -> C 0", "ann 13:00 A", "ann 13:10 B", "ann 13:20 A", "ann 13:30 C");

    [Test]
    public void Consecutive_a_foreign_event_breaks_the_run() =>
        Check(funnel => Abc(funnel) with { Order = FunnelOrder.Consecutive }, "A 1 -> B 1 -> C 0", "ann 13:00 A", "ann 13:01 B", "ann 13:02 X", "ann 13:03 C");

    [Test]
    public void Consecutive_a_later_clean_run_counts() =>
        Check(funnel => Abc(funnel) with { Order = FunnelOrder.Consecutive }, "A 1 -> B 1 -> C 1", "ann 13:00 A", "ann 13:01 X", "ann 13:02 A", "ann 13:03 B", "ann 13:04 C");

    /// <summary>The X at the time of the B breaks the first run, so that a second one is the deepest.</summary>
    [TestCase("A 1 -> B 1 -> C 0", "ann 13:00 13:01", "ann 13:00 A", "ann 13:01 B", "ann 13:01 X", "ann 13:02 C")]
    [TestCase(
        "A 1 -> B 1 -> C 1", "ann 13:03 13:04 13:05", "ann 13:00 A", "ann 13:01 B", "ann 13:01 X", "ann 13:02 C", "ann 13:03 A", "ann 13:04 B", "ann 13:05 C")]
    public void Consecutive_a_foreign_event_at_the_time_of_a_step_breaks_the_run(string counts, string outcome, params string[] clicks)
    {
        using var run = new FunnelRun(static funnel => Abc(funnel) with { Order = FunnelOrder.Consecutive });
        run.Pipe(clicks);
        Assert.That(run.Counts(), Is.EqualTo(counts));
        Assert.That(run.CorrectedOutcomes().Last(), Is.EqualTo(outcome));
    }

    [Test]
    public void Any_order_counts_how_many_steps_were_taken() =>
        Check(funnel => Abc(funnel) with { Order = FunnelOrder.AnyOrder }, "1 of 3 2 -> 2 of 3 1 -> 3 of 3 1", "ann 13:00 C", "ann 13:01 A", "ann 13:02 B", "bob 13:03 B");

    [TestCase(FunnelOrder.Ordered, "A 1 -> B 1 -> C 1")]
    [TestCase(FunnelOrder.StrictlyIncreasing, "A 1 -> B 1 -> C 0")]
    public void Strictly_increasing_equal_times_are_not_in_order(FunnelOrder order, string counts) =>
        Check(funnel => Abc(funnel) with { Order = order }, counts, "ann 13:00 A", "ann 13:01 B", "ann 13:01 C");

    [TestCase(FunnelOrder.Ordered, "first A 1 -> second A 0 -> B 0")]
    [TestCase(FunnelOrder.ReuseEvents, "first A 1 -> second A 1 -> B 1")]
    public void Reuse_one_event_fills_identical_steps(FunnelOrder order, string counts) =>
        Check(funnel => Aab(funnel) with { Order = order }, counts, "ann 13:00 A", "ann 13:01 B");

    [TestCase("13:20", "A 1 -> B 1 -> C 1")]
    [TestCase("13:21", "A 1 -> B 1 -> C 0")]
    public void A_step_window_is_inclusive(string time, string counts) => Check(
        static funnel => funnel
            .Step("A", static (_, click) => click.Name == "A")
            .Step("B", static (_, click) => click.Name == "B")
            .Step("C", static (_, click) => click.Name == "C").StepWithin(TimeSpan.FromMinutes(10))
            .Within(TimeSpan.FromHours(1)),
        counts,
        "ann 13:00 A", "ann 13:10 B", $"ann {time} C");

    [Test]
    public void An_optional_step_can_be_left_out() => Check(
        static funnel => funnel
            .Step("A", static (_, click) => click.Name == "A")
            .OptionalStep("B", static (_, click) => click.Name == "B")
            .Step("C", static (_, click) => click.Name == "C")
            .Within(TimeSpan.FromHours(1)),
        "A 2 -> B 1 -> C 2",
        "ann 13:00 A", "ann 13:01 C", "bob 13:02 A", "bob 13:03 B", "bob 13:04 C");

    [TestCase(ExclusionEffect.CapAttempt, "A 1 -> B 1 -> C 0")]
    [TestCase(ExclusionEffect.DropAttempt, "")]
    [TestCase(ExclusionEffect.DropEntity, "")]
    public void An_exclusion_has_the_chosen_effect(ExclusionEffect effect, string counts) =>
        Check(funnel => Excluding(funnel, effect), counts, "ann 13:00 A", "ann 13:01 B", "ann 13:02 X", "ann 13:03 C");

    [TestCase(ExclusionEffect.DropAttempt, "A 1 -> B 1 -> C 1")]
    [TestCase(ExclusionEffect.DropEntity, "")]
    public void After_an_exclusion_a_new_attempt_counts_unless_the_entity_is_dropped(ExclusionEffect effect, string counts) => Check(
        funnel => Excluding(funnel, effect), counts, "ann 13:00 A", "ann 13:02 X", "ann 13:03 A", "ann 13:04 B", "ann 13:05 C");

    /// <summary>From the same entry, the chain over the second B has no excluded event behind it.</summary>
    [Test]
    public void An_exclusion_leaves_the_chains_that_avoid_it() => Check(
        static funnel => Abc(funnel).Exclude("X", static (_, click) => click.Name == "X", after: "B", before: "C", ExclusionEffect.DropEntity),
        "A 1 -> B 1 -> C 1",
        "ann 13:00 A", "ann 13:01 B", "ann 13:02 X", "ann 13:04 B", "ann 13:05 C");

    [Test]
    public void A_tie_in_time_does_not_exclude() =>
        Check(funnel => Excluding(funnel, ExclusionEffect.DropAttempt), "A 1 -> B 1 -> C 1", "ann 13:00 A", "ann 13:01 B", "ann 13:02 X", "ann 13:02 C");

    [Test]
    public void First_time_only_a_second_entry_begins_nothing() =>
        Check(funnel => Abc(funnel) with { FirstTimeOnly = true }, "A 1 -> B 1 -> C 0", s_example);

    [Test]
    public void A_property_is_held_constant() => Check(
        static funnel => Abc(funnel).HoldConstant(static (_, click) => click.Campaign),
        "A 2 -> B 2 -> C 1",
        "ann 13:00 A red", "ann 13:01 B blue", "ann 13:02 B red", "ann 13:03 C blue", "bob 13:00 A red", "bob 13:01 B red", "bob 13:02 C red");

    [TestCase(FunnelCounting.Uniques, "A 1 -> B 1 -> C 0")]
    [TestCase(FunnelCounting.Totals, "A 3 -> B 2 -> C 0")]
    public void Totals_count_each_attempt_and_share_no_event(FunnelCounting counting, string counts) =>
        Check(funnel => Abc(funnel) with { Counting = counting }, counts, "ann 13:00 A", "ann 13:01 A", "ann 13:02 A", "ann 13:03 B", "ann 13:04 B");

    [Test]
    public void Each_session_counts_once() => Check(
        static funnel => Abc(funnel).PerSession(static (_, click) => click.Campaign),
        "A 2 -> B 1 -> C 0",
        "ann 13:00 A one", "ann 13:01 B one", "ann 13:02 A one", "ann 13:03 A two", "ann 13:04 B one");

    [Test]
    public void Breakdown_by_the_first_last_or_a_named_step()
    {
        Assert.That(By(BreakdownAttribution.First), Does.Contain("red 1,1,1").And.Contain("(other) 1,1,0"));
        Assert.That(By(BreakdownAttribution.Last), Does.Contain("(none) 1,1,1").And.Contain("red 1,1,0"));
        Assert.That(By(BreakdownAttribution.AtStep(2)), Does.Contain("blue 1,1,1").And.Contain("red 1,1,0"));
    }

    [Test]
    public void Drop_offs_say_who_when_and_after_which_step()
    {
        using var run = new FunnelRun(static funnel => Abc(funnel));
        run.Pipe("ann 13:00 A", "ann 13:01 B", "ann 13:02 C", "bob 13:03 A", "bob 13:04 B", "cid 13:05 A", "dan 15:00 X");
        Assert.That(run.DropOffs(), Is.EquivalentTo(new[] { "bob 2 13:04", "cid 1 13:05" }));
    }

    /// <summary>The second attempt is the better one until the X drops it: before the first one closes, after that, or after it was final.</summary>
    [TestCase(15, "13:08", "ann 13:00|ann 13:05 13:08|ann 13:05 13:08 withdrawn|ann 13:00|ann 13:00 final")]
    [TestCase(0, "13:08", "ann 13:00|ann 13:05 13:08|ann 13:05 13:08 withdrawn|ann 13:00|ann 13:00 final")]
    [TestCase(0, "13:11", "ann 13:00|ann 13:00 final|ann 13:05 13:11|ann 13:05 13:11 withdrawn|ann 13:00 final")]
    public void An_attempt_that_counts_because_a_better_one_is_dropped_is_final_and_a_drop_off_once(int graceMinutes, string second, string outcomes)
    {
        using var run = new FunnelRun(funnel => funnel
            .Step("A", static (_, click) => click.Name == "A")
            .Step("B", static (_, click) => click.Name == "B").StepWithin(TimeSpan.FromMinutes(6))
            .Step("C", static (_, click) => click.Name == "C")
            .Within(TimeSpan.FromMinutes(10))
            .Exclude("X", static (_, click) => click.Name == "X", after: "B", before: "C", ExclusionEffect.DropAttempt) with
        {
            GracePeriod = TimeSpan.FromMinutes(graceMinutes),
        });
        run.Pipe("ann 13:00 A", "ann 13:05 A", $"ann {second} B", "ann 13:12 X", "zoe 15:00 Z");
        Assert.That(run.CorrectedOutcomes(), Is.EqualTo(outcomes.Split('|')));
        Assert.That(run.DropOffs(), Is.EqualTo(new[] { "ann 1 13:00" }));
    }

    /// <summary>The first attempt is final. The second one is better, until an entry that arrives later begins before it or ends it.</summary>
    [TestCase(FunnelEntry.FirstEntry, "ann 13:08 A", "ann 13:09 B", "ann 13:17 C", "ann 13:06 A")]
    [TestCase(FunnelEntry.LatestEntry, "ann 13:08 A", "ann 13:09 B", "ann 13:11 C", "ann 13:10 A")]
    public void A_final_attempt_counts_again_with_its_times_when_a_later_entry_shortens_a_better_one(FunnelEntry entry, params string[] clicks)
    {
        using var run = new FunnelRun(funnel => Abc(funnel).Within(TimeSpan.FromMinutes(10)) with { Entry = entry, GracePeriod = TimeSpan.FromMinutes(5) });
        run.Pipe("ann 12:50 A", "ann 12:52 B");
        run.Pipe("zoe 13:06 Z");
        run.Pipe(clicks);
        Assert.That(run.CorrectedOutcomes()[^2..], Is.EqualTo(new[] { "ann 13:08 13:09 " + clicks[2].Split(' ')[1] + " withdrawn", "ann 12:50 12:52 final" }));
        Assert.That(run.Counts(), Is.EqualTo("A 1 -> B 1 -> C 0"));
    }

    /// <summary>Without a grace period, too, an event that is not late may come before those of the attempt that it ends.</summary>
    [TestCase("ann 13:00 A", "ann 13:01 B", "ann 13:02 X", "ann 13:03 C")]
    [TestCase("ann 13:02 X", "ann 13:00 A", "ann 13:01 B", "ann 13:03 C")]
    [TestCase("ann 13:03 C", "ann 13:02 X", "ann 13:01 B", "ann 13:00 A")]
    public void An_exclusion_without_a_grace_period_ends_attempts_that_arrive_after_it(params string[] clicks)
    {
        using var run = new FunnelRun(static funnel => Abc(funnel).Exclude("X", static (_, click) => click.Name == "X", after: "B", before: "C", ExclusionEffect.CapAttempt));
        run.Pipe(clicks);
        Assert.That(run.Counts(), Is.EqualTo("A 1 -> B 1 -> C 0"));
    }

    [Test]
    public void Times_to_convert_are_measured_in_total_and_by_step()
    {
        using var run = new FunnelRun(static funnel => Abc(funnel) with { MeasureTimes = true });
        run.Pipe("ann 13:00 A", "ann 13:10 B", "ann 13:20 C", "bob 13:00 A", "bob 13:30 B", "bob 13:40 C", "cid 13:00 A", "cid 13:02 B");
        var counts = run.LatestCounts();
        Assert.That((counts.TimeToConvert!.Count, counts.TimeToConvert.Average), Is.EqualTo((2L, (TimeSpan?)TimeSpan.FromMinutes(30))));
        Assert.That((counts.Steps[1].TimeFromPrevious!.Count, counts.Steps[1].TimeFromPrevious!.Average), Is.EqualTo((3L, (TimeSpan?)TimeSpan.FromMinutes(14))));
        Assert.That(counts.TimeToConvert.Percentile(100)!.Value.TotalMinutes, Is.EqualTo(40).Within(40.0 / 64));
        Assert.That(counts.TimeToConvert.Histogram.Sum(static range => range.Count), Is.EqualTo(2));
    }

    [Test]
    public void Contradictions_are_refused_all_together()
    {
        var builder = new TopologyBuilder();
        _ = builder.Clicks("clicks").Funnel("bad", static funnel => Abc(funnel)
            .Exclude("backwards", static (_, click) => click.Name == "X", after: "C", before: "A", ExclusionEffect.DropAttempt)
            .BreakDown(static (_, click) => click.Campaign, ["red", "red"], BreakdownAttribution.AtStep(9)) with
        {
            Order = FunnelOrder.AnyOrder,
            Entry = FunnelEntry.LatestEntry,
            FirstTimeOnly = true,
            Counting = FunnelCounting.Sessions,
        });
        var error = Assert.Throws<TopologyException>(() => builder.Build())!;
        Assert.That(
            error.Message,
            Does.Contain("first-time-only").And.Contain("has exclusions").And.Contain("PerSession").And.Contain("listed twice").And.Contain("backwards"));
    }

    private static FunnelDefinition<string, ClickEvent> Excluding(FunnelDefinition<string, ClickEvent> funnel, ExclusionEffect effect) =>
        Abc(funnel).Exclude("X", static (_, click) => click.Name == "X", after: "A", before: "C", effect);

    private static string By(BreakdownAttribution attribution)
    {
        using var run = new FunnelRun(funnel => Abc(funnel).BreakDown(static (_, click) => click.Campaign, ["red", "blue"], attribution));
        run.Pipe("ann 13:00 A red", "ann 13:01 B blue", "ann 13:02 C", "bob 13:03 A green", "bob 13:04 B red");
        return BreakdownOf(run);
    }

    private static string BreakdownOf(FunnelRun run) =>
        string.Join("; ", run.LatestCounts().Breakdown.Select(static part => $"{part.Value} {string.Join(',', part.Steps.Select(static step => step.Users))}"));

    private static void Check(Func<FunnelDefinition<string, ClickEvent>, FunnelDefinition<string, ClickEvent>> define, string counts, params string[] clicks)
    {
        using var run = new FunnelRun(define);
        run.Pipe(clicks);
        Assert.That(run.CountsByBucket(), Is.EqualTo(counts.Length == 0 ? [] : new[] { $"all {counts}" }));
    }
}
