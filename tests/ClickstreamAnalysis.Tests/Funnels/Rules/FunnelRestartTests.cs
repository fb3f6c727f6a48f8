namespace ClickstreamAnalysis.Tests.Funnels.Rules;

/// <summary>A restart between any two events, with state restored from the changelogs, changes no result of a funnel with rules.</summary>
public sealed class FunnelRestartTests
{
    private static readonly TimeSpan s_minutes = TimeSpan.FromMinutes(5);
    private static readonly string[] s_users = ["ann", "bob"];
    private static readonly string[] s_names = ["A", "B", "C", "X"];
    private static readonly string[] s_campaigns = ["", " red", " blue"];

    private static IEnumerable<object[]> Rules() =>
        from order in Enum.GetValues<FunnelOrder>()
        from entry in Enum.GetValues<FunnelEntry>()
        from counting in new[] { FunnelCounting.Uniques, FunnelCounting.Totals }
        where order != FunnelOrder.AnyOrder || entry != FunnelEntry.LatestEntry // refused: each attempt would end at once
        select new object[] { order, entry, counting };

    [TestCaseSource(nameof(Rules))]
    public void A_restart_between_any_two_events_changes_nothing(FunnelOrder order, FunnelEntry entry, FunnelCounting counting)
    {
        for (var seed = 1; seed <= 3; seed++)
        {
            Compare(funnel => Define(funnel, order, entry, counting), Clicks(new Random((seed * 100) + ((int)order * 10) + (int)entry)), seed);
        }
    }

    private static IEnumerable<TestCaseData> SingleRules()
    {
        yield return Case("sessions", static funnel => Abc(funnel).PerSession(static (_, click) => click.Campaign));
        yield return Case("sessions that an exclusion drops", static funnel => Excluding(Abc(funnel).PerSession(static (_, click) => click.Campaign), ExclusionEffect.DropEntity));
        yield return Case("step windows", static funnel => Ab(funnel).StepWithin(s_minutes).Step("C", On("C")).StepWithin(2 * s_minutes).Within(4 * s_minutes));
        yield return Case("an optional step", OptionalB);
        yield return Case("a constant property", Held);
        yield return Case("a constant property and a dropped attempt", static funnel => Excluding(Held(funnel), ExclusionEffect.DropAttempt));
        yield return Case("a constant property and a dropped entity", static funnel => Excluding(Held(funnel), ExclusionEffect.DropEntity));
        yield return Case("a constant property and first entries", static funnel => Held(funnel) with { Entry = FunnelEntry.FirstEntry });
        yield return Case("a constant property and each attempt", static funnel => Held(funnel) with { Counting = FunnelCounting.Totals });
        yield return Case("an optional step and a capped attempt", static funnel => Excluding(OptionalB(funnel), ExclusionEffect.CapAttempt));
        yield return Case("a breakdown by the last step", static funnel => ByCampaign(funnel, BreakdownAttribution.Last));
        yield return Case("a breakdown by an optional step", static funnel =>
            OptionalB(funnel).BreakDown(static (_, click) => click.Campaign, ["red"], BreakdownAttribution.AtStep(2)));
        yield return Case("first time only", static funnel => Abc(funnel) with { FirstTimeOnly = true });
        yield return Case("a breakdown and a capped attempt", static funnel => Excluding(ByCampaign(funnel), ExclusionEffect.CapAttempt));
        yield return Case("a breakdown and a dropped entity", static funnel => Excluding(ByCampaign(funnel), ExclusionEffect.DropEntity));
        yield return Case("times to convert", static funnel => Abc(funnel) with { MeasureTimes = true });
        yield return Case("times by value", static funnel => Excluding(ByCampaign(funnel), ExclusionEffect.DropAttempt) with { MeasureTimes = true });
        yield return Case("entry buckets and a dropped entity", static funnel =>
            Excluding(Abc(funnel), ExclusionEffect.DropEntity) with { EntryBucket = 3 * s_minutes });
    }

    [TestCaseSource(nameof(SingleRules))]
    public void A_restart_changes_nothing_under_a_single_rule(Func<FunnelDefinition<string, ClickEvent>, FunnelDefinition<string, ClickEvent>> define)
    {
        for (var seed = 1; seed <= 2; seed++)
        {
            Compare(funnel => define(funnel) with { GracePeriod = TimeSpan.FromMinutes(3) }, Clicks(new Random(seed)), seed);
        }
    }

    private static void Compare(Func<FunnelDefinition<string, ClickEvent>, FunnelDefinition<string, ClickEvent>> define, string[] clicks, int seed)
    {
        using var whole = new FunnelRun(define);
        using var restarted = new FunnelRun(define);
        foreach (var click in clicks)
        {
            whole.Pipe(click);
            restarted.Pipe(click);
            restarted.Driver.Restart();
        }

        var outcomes = whole.CorrectedOutcomes();
        Assert.That(outcomes, Has.Length.GreaterThan(1));
        Assert.That(ByUser(restarted.CorrectedOutcomes()), Is.EqualTo(ByUser(outcomes)), $"seed {seed}: {string.Join(", ", clicks)}");
        Assert.That(restarted.DropOffs(), Is.EquivalentTo(whole.DropOffs()), $"seed {seed}");
        Assert.That(restarted.CountsByBucket(), Is.EqualTo(whole.CountsByBucket()), $"seed {seed}");
        Assert.That(restarted.LatestAsJson(), Is.EqualTo(whole.LatestAsJson()), $"seed {seed}");
        Assert.That(restarted.Late(), Is.EqualTo(whole.Late()), $"seed {seed}");
    }

    private static FunnelDefinition<string, ClickEvent> Define(
        FunnelDefinition<string, ClickEvent> funnel, FunnelOrder order, FunnelEntry entry, FunnelCounting counting)
    {
        var ruled = ByCampaign(funnel) with { Order = order, Entry = entry, Counting = counting, GracePeriod = TimeSpan.FromMinutes(3) };
        return order is FunnelOrder.AnyOrder or FunnelOrder.Consecutive
            ? ruled
            : Excluding(ruled, ExclusionEffect.DropAttempt);
    }

    // Some out of order, some of one time, some late; the last one ends every attempt.
    private static string[] Clicks(Random random) =>
    [
        .. Enumerable.Range(0, 40).Select(i =>
        {
            var minute = Math.Max(0, (i * 2) - random.Next(6));
            return $"{s_users[random.Next(2)]} {13 + (minute / 60):00}:{minute % 60:00} {s_names[random.Next(4)]}{s_campaigns[random.Next(3)]}";
        }),
        "zoe 23:00 A",
    ];

    // Attempts of two users that close at once may do so in either order.
    private static string[] ByUser(string[] outcomes) => [.. outcomes.OrderBy(static outcome => outcome.Split(' ')[0], StringComparer.Ordinal)];

    private static FunnelDefinition<string, ClickEvent> Ab(FunnelDefinition<string, ClickEvent> funnel) => funnel.Step("A", On("A")).Step("B", On("B"));

    private static FunnelDefinition<string, ClickEvent> Abc(FunnelDefinition<string, ClickEvent> funnel) => Ab(funnel).Step("C", On("C")).Within(4 * s_minutes);

    private static FunnelDefinition<string, ClickEvent> OptionalB(FunnelDefinition<string, ClickEvent> funnel) =>
        funnel.Step("A", On("A")).OptionalStep("B", On("B")).Step("C", On("C")).Within(4 * s_minutes);

    private static FunnelDefinition<string, ClickEvent> Held(FunnelDefinition<string, ClickEvent> funnel) => Abc(funnel).HoldConstant(static (_, click) => click.Campaign);

    private static FunnelDefinition<string, ClickEvent> ByCampaign(FunnelDefinition<string, ClickEvent> funnel) => ByCampaign(funnel, BreakdownAttribution.First);

    private static FunnelDefinition<string, ClickEvent> ByCampaign(FunnelDefinition<string, ClickEvent> funnel, BreakdownAttribution attribution) =>
        Abc(funnel).BreakDown(static (_, click) => click.Campaign, ["red"], attribution);

    private static FunnelDefinition<string, ClickEvent> Excluding(FunnelDefinition<string, ClickEvent> funnel, ExclusionEffect effect) =>
        funnel.Exclude("X", On("X"), "A", "C", effect);

    private static Func<string, ClickEvent, bool> On(string name) => (_, click) => click.Name == name;

    private static TestCaseData Case(string name, Func<FunnelDefinition<string, ClickEvent>, FunnelDefinition<string, ClickEvent>> define) =>
        new TestCaseData(define).SetArgDisplayNames(name);
}
