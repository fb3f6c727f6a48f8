using CsCheck;

namespace ClickstreamAnalysis.Tests.Funnels.Rules;

/// <summary>Each order, entry and counting, with all other rules drawn at random, against a matcher that tries every chain.</summary>
[TestFixture]
public sealed class RuledPropertyTests
{
    private const int Cases = 3_000;

    private static IEnumerable<TestCaseData> RulesWithForeignEvents =>
        from order in Enum.GetValues<FunnelOrder>()
        where order != FunnelOrder.AnyOrder
        from entry in Enum.GetValues<FunnelEntry>()
        from counting in Enum.GetValues<FunnelCounting>()
        from effect in Enum.GetValues<ExclusionEffect>()
        where order != FunnelOrder.Consecutive || effect == ExclusionEffect.DropAttempt // a foreign event only ends a run
        where counting != FunnelCounting.Totals || effect != ExclusionEffect.DropEntity // refused
        select new TestCaseData(order, entry, counting, effect);

    [TestCaseSource(typeof(RuledCase), nameof(RuledCase.Rules))]
    public void Events_in_any_order_within_the_grace_give_what_trying_every_chain_gives(FunnelOrder order, FunnelEntry entry, FunnelCounting counting) =>
        Check(RuledCase.Any(order, entry, counting), Cases);

    [TestCaseSource(typeof(RuledCase), nameof(RuledCase.Rules))]
    public void More_events_of_one_time_than_steps_give_what_trying_every_chain_gives(FunnelOrder order, FunnelEntry entry, FunnelCounting counting) =>
        Check(RuledCase.Any(order, entry, counting, latestMs: 2, most: 11), Cases / 2);

    /// <summary>An exclusion, or a foreign event, may be the first that arrives of its entity.</summary>
    [TestCaseSource(nameof(RulesWithForeignEvents))]
    public void Without_a_grace_period_events_in_any_order_give_what_trying_every_chain_gives(
        FunnelOrder order, FunnelEntry entry, FunnelCounting counting, ExclusionEffect effect) =>
        Check(RuledCase.WithoutGrace(order, entry, counting, effect), Cases);

    private static void Check(Gen<RuledCase> cases, int count) =>
        cases.Sample(
            test =>
            {
                var run = RuledRun.Of(test, (run, events) => Mismatch.UnlessEqual(run.Counted, CountedOf(test, events), $"counted after {events} events"));
                var reference = new RuledReference(test.Funnel, test.Arrivals);
                Mismatch.UnlessEqual(run.Counted, CountedOf(test, test.Arrivals.Length), "counted");
                Mismatch.UnlessEqual(Text(run.Finals), Text(reference.Finals().Select(attempt => attempt.ToString())), "final");
                Mismatch.Unless(test.Funnel.CountsAttempts || run.EndsFinal, "what counts in the end is final");
                Mismatch.Unless(run.Progress.Events.IsEmpty && run.Progress.Blocks.Count == 0, "no event is kept for ever");
                var inOrder = RuledRun.Of(test.InOrder());
                Mismatch.UnlessEqual(run.Counted, inOrder.Counted, "counted in order");
                Mismatch.UnlessEqual(Text(run.Finals), Text(inOrder.Finals), "final in order");
            },
            iter: count,
            print: test => test.ToString());

    private static string CountedOf(RuledCase test, int events) =>
        Text(new RuledReference(test.Funnel, test.Arrivals.Take(events)).Counted().Select(attempt => attempt.ToString()));

    private static string Text(IEnumerable<string> attempts) => string.Join(" | ", attempts.Order(StringComparer.Ordinal));
}
