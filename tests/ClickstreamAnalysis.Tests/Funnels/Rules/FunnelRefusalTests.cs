namespace ClickstreamAnalysis.Tests.Funnels.Rules;

/// <summary>Each contradiction in a definition is refused when the topology is built, with one message of its own.</summary>
public sealed class FunnelRefusalTests
{
    private const FunnelOrder UnknownOrder = (FunnelOrder)99;

    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);
    private static readonly Func<string, ClickEvent, bool> s_isA = static (_, click) => click.Name == "A";

    private static IEnumerable<TestCaseData> Contradictions()
    {
        yield return Case("a step twice", "2 steps named 'A'", static funnel => funnel.Step("A", Is("A")).Step("A", Is("B")).Within(s_hour));
        yield return Case("no window", "needs a conversion window", static funnel => funnel.Step("A", Is("A")).Step("B", Is("B")));
        yield return Case("an optional first step", "optional first step 'A'", static funnel => funnel.OptionalStep("A", Is("A")).Step("B", Is("B")).Within(s_hour));
        yield return Case("an optional last step", "optional last step 'B'", static funnel => funnel.Step("A", Is("A")).OptionalStep("B", Is("B")).Within(s_hour));
        yield return Case("a window of the first step", "window for its first step 'A'", static funnel => funnel.Step("A", Is("A")).StepWithin(s_hour).Step("B", Is("B")).Within(s_hour));
        yield return Case("a step window above the window", "window of 01:00:00.0010000 for the step 'B'", static funnel => funnel
            .Step("A", Is("A")).Step("B", Is("B")).StepWithin(s_hour + TimeSpan.FromMilliseconds(1)).Within(s_hour));
        yield return Case("a step window of zero", "window of 00:00:00 for the step 'B'", static funnel => funnel.Step("A", Is("A")).Step("B", Is("B")).StepWithin(TimeSpan.Zero).Within(s_hour));
        yield return Case("an exclusion that equals a step by its name", "equals the step 'B'", static funnel => Abc(funnel).Exclude("B", Is("X"), "A", "C", ExclusionEffect.DropAttempt));
        yield return Case("an exclusion that equals a step by its predicate", "equals the step 'A'", static funnel => funnel
            .Step("A", s_isA).Step("B", Is("B")).Within(s_hour).Exclude("X", s_isA, "A", "B", ExclusionEffect.DropAttempt));
        yield return Case("an exclusion without a name", "exclusion without a name", static funnel => Abc(funnel).Exclude(" ", Is("X"), "A", "C", ExclusionEffect.DropAttempt));
        yield return Case("two exclusions of one name", "2 exclusions named 'X'", static funnel => Abc(funnel)
            .Exclude("X", Is("X"), "A", "B", ExclusionEffect.DropAttempt).Exclude("X", Is("Y"), "B", "C", ExclusionEffect.DropAttempt));
        yield return Case("an exclusion after a missing step", "after a step 'Z', which does not exist", static funnel => Abc(funnel).Exclude("X", Is("X"), "Z", "C", ExclusionEffect.DropAttempt));
        yield return Case("an exclusion before a missing step", "before a step 'Z', which does not exist", static funnel => Abc(funnel).Exclude("X", Is("X"), "A", "Z", ExclusionEffect.DropAttempt));
        yield return Case("an exclusion backwards", "which is not a later step", static funnel => Abc(funnel).Exclude("X", Is("X"), "C", "A", ExclusionEffect.DropAttempt));
        yield return Case("an exclusion at an optional step", "at the optional step 'B'", static funnel => funnel
            .Step("A", Is("A")).OptionalStep("B", Is("B")).Step("C", Is("C")).Within(s_hour).Exclude("X", Is("X"), "B", "C", ExclusionEffect.DropAttempt));
        yield return Case("an unknown effect", "unknown effect 99", static funnel => Abc(funnel).Exclude("X", Is("X"), "A", "C", (ExclusionEffect)99));
        yield return Case("an unknown order", "unknown order, entry or counting", static funnel => Abc(funnel) with { Order = UnknownOrder });
        yield return Case("first-time-only with the latest entry", "first-time-only", static funnel => Abc(funnel) with { FirstTimeOnly = true, Entry = FunnelEntry.LatestEntry });
        yield return Case("any order with the latest entry", "every step event is an entry", static funnel => Abc(funnel) with { Order = FunnelOrder.AnyOrder, Entry = FunnelEntry.LatestEntry });
        yield return Case("sessions that nobody knows", "call PerSession", static funnel => Abc(funnel) with { Counting = FunnelCounting.Sessions });
        yield return Case("sessions that are not counted", "PerSession(...) counts sessions", static funnel =>
            Abc(funnel).PerSession(static (_, click) => click.Campaign) with { Counting = FunnelCounting.Totals });
        yield return Case("totals without the entity", "drops the entity", static funnel =>
            Abc(funnel).Exclude("X", Is("X"), "A", "C", ExclusionEffect.DropEntity) with { Counting = FunnelCounting.Totals });
        yield return Case("a breakdown of nothing", "breakdown of 0 values", static funnel => Abc(funnel).BreakDown(Campaign, [], BreakdownAttribution.First));
        yield return Case("a breakdown of too much", "breakdown of 1001 values", static funnel =>
            Abc(funnel).BreakDown(Campaign, Enumerable.Range(0, 1001).Select(static i => $"{i}"), BreakdownAttribution.First));
        yield return Case("times of too many values", "measures the times of a breakdown of 153 values: with 3 steps within 01:00:00, at most 152 are allowed", static funnel =>
            Abc(funnel).BreakDown(Campaign, Enumerable.Range(0, 153).Select(static i => $"{i}"), BreakdownAttribution.First) with { MeasureTimes = true });
        yield return Case("a value twice", "null or listed twice", static funnel => Abc(funnel).BreakDown(Campaign, ["red", "red"], BreakdownAttribution.First));
        yield return Case("a value that stands for others", "stand for values that are not listed", static funnel => Abc(funnel).BreakDown(Campaign, [FunnelBreakdown.Other], BreakdownAttribution.First));
        yield return Case("a breakdown by a missing step", "breakdown by step 4, and 3 steps", static funnel => Abc(funnel).BreakDown(Campaign, ["red"], BreakdownAttribution.AtStep(4)));
        yield return Case("any order with a breakdown by a step", "use the first or the last one", static funnel =>
            Abc(funnel).BreakDown(Campaign, ["red"], BreakdownAttribution.AtStep(2)) with { Order = FunnelOrder.AnyOrder });
        foreach (var order in new[] { FunnelOrder.AnyOrder, FunnelOrder.Consecutive })
        {
            yield return Case($"step windows of {order}", "windows for single steps", funnel =>
                funnel.Step("A", Is("A")).Step("B", Is("B")).StepWithin(s_hour).Within(s_hour) with { Order = order });
            yield return Case($"optional steps of {order}", "has optional steps", funnel =>
                funnel.Step("A", Is("A")).OptionalStep("B", Is("B")).Step("C", Is("C")).Within(s_hour) with { Order = order });
            yield return Case($"exclusions of {order}", "has exclusions", funnel =>
                Abc(funnel).Exclude("X", Is("X"), "A", "C", ExclusionEffect.DropAttempt) with { Order = order });
        }
    }

    [TestCase(152, true)]
    [TestCase(1000, false)]
    public void As_many_values_as_the_limit_allows_are_accepted(int values, bool withTimes)
    {
        var builder = new TopologyBuilder();
        _ = builder.Clicks("clicks").Funnel("wide", funnel => Abc(funnel).BreakDown(
            Campaign, Enumerable.Range(0, values).Select(static i => $"{i}"), BreakdownAttribution.First) with
        { MeasureTimes = withTimes });
        Assert.That(builder.Build, Throws.Nothing);
    }

    [TestCaseSource(nameof(Contradictions))]
    public void A_contradiction_is_refused(string message, Func<FunnelDefinition<string, ClickEvent>, FunnelDefinition<string, ClickEvent>> define)
    {
        var builder = new TopologyBuilder();
        builder.Clicks("clicks").Funnel("bad", define).Counts.To("counts");
        var error = Assert.Throws<TopologyException>(() => builder.Build())!;
        Assert.That(error.Mistakes, Has.Count.EqualTo(1));
        Assert.That(error.Mistakes.Single(), Does.Contain("'bad'").And.Contain(message));
    }

    private static string? Campaign(string user, ClickEvent click) => click.Campaign;

    private static Func<string, ClickEvent, bool> Is(string name) => (_, click) => click.Name == name;

    private static FunnelDefinition<string, ClickEvent> Abc(FunnelDefinition<string, ClickEvent> funnel) =>
        funnel.Step("A", Is("A")).Step("B", Is("B")).Step("C", Is("C")).Within(s_hour);

    private static TestCaseData Case(string name, string message, Func<FunnelDefinition<string, ClickEvent>, FunnelDefinition<string, ClickEvent>> define) =>
        new TestCaseData(message, define).SetArgDisplayNames(name);
}
