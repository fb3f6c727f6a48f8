using ClickstreamAnalysis.Funnels;
using ClickstreamAnalysis.Operators;
using CsCheck;

namespace ClickstreamAnalysis.Tests.Funnels;

/// <summary>The operator with its store: several entities, any order within the grace, any sweeps, commits, faults and restarts.</summary>
[TestFixture]
public sealed class FunnelPropertyTests
{
    private const int Keys = 3;

    private static readonly Gen<(FunnelCase Funnel, int[] Keys, int[] Actions)> s_cases =
        from funnel in FunnelCase.Any(isWithinGrace: true)
        from keys in Gen.Int[0, Keys - 1].Array[funnel.Arrivals.Length]
        from actions in Gen.Int[0, 5].Array[funnel.Arrivals.Length]
        select (funnel, keys, actions);

    [Test]
    public void Results_are_those_of_trying_every_chain_and_each_comes_out_once() => s_cases.Sample(
        test =>
        {
            var (funnel, keys, actions) = test;
            var outcomes = new List<(int Key, FunnelOutcome Outcome)>();
            var deltas = new List<(FunnelBucket Bucket, long[] Steps)>();
            var task = FunnelTaskRun.Of(
                Node(funnel.Rules, outcomes, deltas),
                [.. funnel.Arrivals.Select((arrival, i) => (keys[i], (int)arrival.Steps, arrival.TimeMs))],
                actions,
                outcomes);
            Mismatch.Unless(task.Late + task.Rejected == 0, "none is late");
            var counts = new SortedDictionary<long, long[]>();
            for (var key = 0; key < Keys; key++)
            {
                var own = funnel with { Arrivals = [.. funnel.Arrivals.Select((arrival, i) => keys[i] == key ? arrival : arrival with { Steps = 0 })] };
                var said = outcomes.Where(outcome => outcome.Key == key).Select(outcome => outcome.Outcome).ToArray();
                Mismatch.UnlessEqual(
                    Text(said.Where(outcome => outcome.IsFinal).Select(outcome => outcome.StepTimesMs.AsEnumerable())), Text(FunnelReference.Final(own)), $"final of {key}");
                var best = FunnelReference.Best(own);
                Mismatch.UnlessEqual(
                    Text(said.Where(outcome => !outcome.IsFinal).GroupBy(outcome => funnel.Rules.BucketStartMs(outcome.EntryTimeMs))
                        .OrderBy(group => group.Key).Select(group => group.Last().StepTimesMs.AsEnumerable())),
                    Text(best.Values),
                    $"best of {key}");
                foreach (var (bucket, times) in best)
                {
                    var count = counts.TryGetValue(bucket, out var known) ? known : counts[bucket] = new long[funnel.Rules.Steps];
                    for (var step = 0; step < times.Length; step++)
                    {
                        count[step]++;
                    }
                }
            }

            Mismatch.UnlessEqual(
                Text(deltas.GroupBy(delta => delta.Bucket.Window?.StartMs ?? 0).OrderBy(group => group.Key).Select(group =>
                    Enumerable.Range(0, funnel.Rules.Steps).Select(step => group.Sum(delta => delta.Steps[step])))),
                Text(counts.Values),
                "counts");
        },
        iter: 10_000,
        print: test => $"{test.Funnel} keys {string.Join("", test.Keys)} actions {string.Join("", test.Actions)}");

    private static FunnelNode<int, int> Node(
        FunnelRules rules, List<(int Key, FunnelOutcome Outcome)> outcomes, List<(FunnelBucket Bucket, long[] Steps)> deltas)
    {
        var node = FunnelTaskRun.NodeOf(Define, outcomes);
        node.Deltas.Add(new StepNode<FunnelBucket, long[], FunnelBucket, long[]>("deltas", "for-each", seesHeaders: false, (_, _) => new FunnelTaskRun.Collecting<FunnelBucket, long[]>(deltas)));
        return node;

        FunnelDefinition<int, int> Define(FunnelDefinition<int, int> empty) => Enumerable.Range(0, rules.Steps)
            .Aggregate(empty, (funnel, step) => funnel.Step($"{step}", (_, mask) => (mask >> step & 1) != 0))
            .Within(TimeSpan.FromMilliseconds(rules.WindowMs)) with
        {
            GracePeriod = TimeSpan.FromMilliseconds(rules.GraceMs),
            EntryBucket = rules.BucketMs == 0 ? null : TimeSpan.FromMilliseconds(rules.BucketMs),
        };
    }

    private static string Text<T>(IEnumerable<IEnumerable<T>> chains) => string.Join(" | ", chains.Select(times => string.Join(' ', times)));
}
