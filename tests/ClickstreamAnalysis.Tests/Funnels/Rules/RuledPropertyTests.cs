using CsCheck;

namespace ClickstreamAnalysis.Tests.Funnels.Rules;

/// <summary>Each order, entry and counting, with all other rules drawn at random, against a matcher that tries every chain.</summary>
[TestFixture]
public sealed class RuledPropertyTests
{
    private const int Cases = 3_000;

    private static IEnumerable<TestCaseData> Rules =>
        from order in Enum.GetValues<FunnelOrder>()
        from entry in Enum.GetValues<FunnelEntry>()
        from counting in Enum.GetValues<FunnelCounting>()
        where order != FunnelOrder.AnyOrder || entry != FunnelEntry.LatestEntry
        select new TestCaseData(order, entry, counting);

    [TestCaseSource(nameof(Rules))]
    public void Events_in_any_order_within_the_grace_give_what_trying_every_chain_gives(FunnelOrder order, FunnelEntry entry, FunnelCounting counting) =>
        Check(RuledCase.Any(order, entry, counting), Cases);

    [TestCaseSource(nameof(Rules))]
    public void More_events_of_one_time_than_steps_give_what_trying_every_chain_gives(FunnelOrder order, FunnelEntry entry, FunnelCounting counting) =>
        Check(RuledCase.Any(order, entry, counting, latestMs: 2, most: 11), Cases / 2);

    private static void Check(Gen<RuledCase> cases, int count) =>
        cases.Sample(
            test =>
            {
                var run = RuledRun.Of(test);
                var reference = new RuledReference(test.Funnel, test.Arrivals);
                Mismatch.UnlessEqual(run.Counted, Text(reference.Counted().Select(attempt => attempt.ToString())), "counted");
                Mismatch.UnlessEqual(Text(run.Finals), Text(reference.Finals().Select(attempt => attempt.ToString())), "final");
                Mismatch.Unless(test.Funnel.CountsAttempts || run.EndsFinal, "what counts in the end is final");
                Mismatch.Unless(run.Progress.Events.IsEmpty && run.Progress.Blocks.Count == 0, "no event is kept for ever");
                var inOrder = RuledRun.Of(test.InOrder());
                Mismatch.UnlessEqual(run.Counted, inOrder.Counted, "counted in order");
                Mismatch.UnlessEqual(Text(run.Finals), Text(inOrder.Finals), "final in order");
            },
            iter: count,
            print: test => test.ToString());

    private static string Text(IEnumerable<string> attempts) => string.Join(" | ", attempts.Order(StringComparer.Ordinal));
}
