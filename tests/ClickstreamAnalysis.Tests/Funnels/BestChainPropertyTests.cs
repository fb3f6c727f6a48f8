using CsCheck;

namespace ClickstreamAnalysis.Tests.Funnels;

[TestFixture]
public sealed class BestChainPropertyTests
{
    private const int Cases = 20_000;

    [Test]
    public void Events_in_any_order_within_the_grace_give_what_trying_every_chain_gives() =>
        FunnelCase.Any(isWithinGrace: true).Sample(
            funnel =>
            {
                var run = FunnelEntityRun.Of(funnel);
                Mismatch.Unless(run.Late == 0, "none is late");
                Mismatch.UnlessEqual(Text(run.Latest), Text(FunnelReference.Best(funnel)), "best");
                Mismatch.UnlessEqual(Text(run.Final), Text(FunnelReference.Final(funnel)), "final");
                Mismatch.Unless(run.Counted.Values.SequenceEqual(run.Latest.Values.Select(times => times.Length)), "counts");
                Mismatch.Unless(run.Progress.Attempts.Count <= 1, "of attempts that are final the best is kept");
                Mismatch.Unless(run.Progress.IsEmpty == (funnel.Rules.BucketMs != 0 || run.Latest.Count == 0), "only the depth of all time is kept");
            },
            iter: Cases,
            print: funnel => funnel.ToString());

    [Test]
    public void The_order_within_the_grace_changes_nothing() =>
        FunnelCase.Any(isWithinGrace: true).Sample(
            funnel =>
            {
                var run = FunnelEntityRun.Of(funnel);
                var inOrder = FunnelEntityRun.Of(funnel.InOrder());
                Mismatch.UnlessEqual(Text(run.Latest), Text(inOrder.Latest), "best");
                Mismatch.UnlessEqual(Text(run.Final), Text(inOrder.Final), "final");
            },
            iter: Cases,
            print: funnel => funnel.ToString());

    [Test]
    public void Events_beyond_the_grace_count_for_attempts_that_are_not_final() =>
        FunnelCase.Any(isWithinGrace: false).Sample(
            funnel =>
            {
                var run = FunnelEntityRun.Of(funnel);
                Mismatch.UnlessEqual(Text(run.Latest), Text(FunnelReference.Best(funnel)), "best");
                Mismatch.Unless(run.Final.DistinctBy(final => final[0]).Count() == run.Final.Count, "each attempt is final once");
            },
            iter: Cases,
            print: funnel => funnel.ToString());

    private static string Text(IEnumerable<long[]> chains) => string.Join(" | ", chains.Select(times => string.Join(' ', times)));

    private static string Text(IEnumerable<KeyValuePair<long, long[]>> chains) =>
        string.Join(" | ", chains.Select(pair => $"{pair.Key}: {string.Join(' ', pair.Value)}"));
}
