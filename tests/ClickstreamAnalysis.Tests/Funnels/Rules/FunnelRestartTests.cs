namespace ClickstreamAnalysis.Tests.Funnels.Rules;

/// <summary>A restart between any two events, with state restored from the changelogs, changes no result of a funnel with rules.</summary>
public sealed class FunnelRestartTests
{
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
            var clicks = Clicks(new Random((seed * 100) + ((int)order * 10) + (int)entry));
            using var whole = new FunnelRun(funnel => Define(funnel, order, entry, counting));
            using var restarted = new FunnelRun(funnel => Define(funnel, order, entry, counting));
            foreach (var click in clicks)
            {
                whole.Pipe(click);
                restarted.Pipe(click);
                restarted.Driver.Restart();
            }

            Assert.That(ByUser(restarted.CorrectedOutcomes()), Is.EqualTo(ByUser(whole.CorrectedOutcomes())), $"seed {seed}: {string.Join(", ", clicks)}");
            Assert.That(restarted.DropOffs(), Is.EquivalentTo(whole.DropOffs()), $"seed {seed}");
            Assert.That(restarted.CountsByBucket(), Is.EqualTo(whole.CountsByBucket()), $"seed {seed}");
            Assert.That(BreakdownOf(restarted), Is.EqualTo(BreakdownOf(whole)), $"seed {seed}");
            Assert.That(restarted.Late(), Is.EqualTo(whole.Late()), $"seed {seed}");
        }
    }

    private static FunnelDefinition<string, ClickEvent> Define(
        FunnelDefinition<string, ClickEvent> funnel, FunnelOrder order, FunnelEntry entry, FunnelCounting counting)
    {
        var defined = funnel
            .Step("A", static (_, click) => click.Name == "A")
            .Step("B", static (_, click) => click.Name == "B")
            .Step("C", static (_, click) => click.Name == "C")
            .Within(TimeSpan.FromMinutes(20))
            .BreakDown(static (_, click) => click.Campaign, ["red"], BreakdownAttribution.First);
        var ruled = defined with { Order = order, Entry = entry, Counting = counting, GracePeriod = TimeSpan.FromMinutes(3) };
        return order is FunnelOrder.AnyOrder or FunnelOrder.Consecutive
            ? ruled
            : ruled.Exclude("X", static (_, click) => click.Name == "X", "A", "C", ExclusionEffect.DropAttempt);
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

    private static string BreakdownOf(FunnelRun run) =>
        string.Join("; ", run.LatestCounts().Breakdown.Select(static part => $"{part.Value} {string.Join(',', part.Steps.Select(static step => step.Users))}"));
}
