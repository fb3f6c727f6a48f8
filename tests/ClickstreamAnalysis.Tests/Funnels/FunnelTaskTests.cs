using ClickstreamAnalysis.Funnels;

namespace ClickstreamAnalysis.Tests.Funnels;

/// <summary>What a task stores of an entity.</summary>
[TestFixture]
public sealed class FunnelTaskTests
{
    private const int A = 0;
    private const int Commit = 2;
    private const int CommitAndRestart = 3;

    /// <summary>The second event at 5 changes nothing, but stream time 11 has closed the attempt at 0 by then. The restart must know that.</summary>
    [TestCase(FunnelOrder.Ordered)]
    [TestCase(FunnelOrder.StrictlyIncreasing)]
    public void An_attempt_that_closes_as_an_event_arrives_that_changes_nothing_is_final_once(FunnelOrder order)
    {
        var outcomes = new List<(int Key, FunnelOutcome Outcome)>();
        (int Key, int Value, long TimeMs)[] records = [(1, A, 0), (1, A, 5), (2, A, 11), (1, A, 5)];
        FunnelTaskRun.Of(Node(order, outcomes), records, [0, Commit, 0, CommitAndRestart], outcomes);
        Assert.That(outcomes.Where(static said => said is { Key: 1, Outcome.IsFinal: true }).Select(static said => said.Outcome.EntryTimeMs), Is.EqualTo(new[] { 0L }));
    }

    private static FunnelNode<int, int> Node(FunnelOrder order, List<(int Key, FunnelOutcome Outcome)> outcomes) => FunnelTaskRun.NodeOf(
        empty => empty.Step("A", static (_, step) => step == A).Step("B", static (_, step) => step != A).Within(TimeSpan.FromMilliseconds(10)) with { Order = order }, outcomes);
}
