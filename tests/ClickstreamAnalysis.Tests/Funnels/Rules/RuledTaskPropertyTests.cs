using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using ClickstreamAnalysis.Funnels;
using ClickstreamAnalysis.Funnels.Rules;
using ClickstreamAnalysis.Operators;
using CsCheck;

namespace ClickstreamAnalysis.Tests.Funnels.Rules;

/// <summary>The operator with its store and any rules: several entities, any order within the grace, any sweeps, commits, faults and restarts.</summary>
[TestFixture]
public sealed class RuledTaskPropertyTests
{
    private const int Keys = 3;

    [TestCaseSource(typeof(RuledCase), nameof(RuledCase.Rules))]
    public void Results_are_those_of_trying_every_chain_and_each_comes_out_once(FunnelOrder order, FunnelEntry entry, FunnelCounting counting) =>
        Check(RuledCase.Any(order, entry, counting));

    /// <summary>Of many events at few times some change nothing, also when they arrive just after an attempt has ended.</summary>
    [TestCaseSource(typeof(RuledCase), nameof(RuledCase.Rules))]
    public void Events_of_one_time_give_the_results_of_trying_every_chain(FunnelOrder order, FunnelEntry entry, FunnelCounting counting) =>
        Check(RuledCase.Any(order, entry, counting, latestMs: 2, most: 11));

    private static void Check(Gen<RuledCase> cases) =>
        (from test in cases
         from keys in Gen.Int[0, Keys - 1].Array[test.Arrivals.Length]
         from actions in Gen.Int[0, 5].Array[test.Arrivals.Length]
         from hasOutcomes in Gen.Bool
         select (test, keys, actions, hasOutcomes)).Sample(
            static drawn => Check(drawn.test, drawn.keys, drawn.actions, drawn.hasOutcomes),
            iter: 600,
            print: static drawn =>
                $"{drawn.test} keys {string.Join("", drawn.keys)} actions {string.Join("", drawn.actions)}{(drawn.hasOutcomes ? "" : ", counts only")}");

    /// <summary>Without subscribers of outcomes attempts are closed later, which must not change the counts.</summary>
    private static void Check(RuledCase test, int[] keys, int[] actions, bool hasOutcomes)
    {
        var outcomes = new List<(int Key, FunnelOutcome Outcome)>();
        var tallies = new List<(FunnelBucket Bucket, FunnelTally Tally)>();
        var node = Node(test, hasOutcomes ? outcomes : null, tallies);
        var task = FunnelTaskRun.Of(node, [.. test.Arrivals.Select((arrival, i) => (keys[i], i, arrival.TimeMs))], actions, outcomes);
        Mismatch.Unless(task.Late + task.Rejected == 0, "none is late");
        var counted = new List<ReferenceAttempt>();
        for (var key = 0; key < Keys; key++)
        {
            var reference = new RuledReference(node.Ruled!, test.Arrivals.Where((_, i) => keys[i] == key).Select(arrival => arrival with
            {
                Session = test.Funnel.Counting == FunnelCounting.Sessions ? Hash(arrival.Session) : 0,
                Held = test.Funnel.HasTracks ? Hash(arrival.Held) : 0,
            }));
            counted.AddRange(reference.Counted());
            if (!hasOutcomes)
            {
                continue;
            }

            Mismatch.UnlessEqual(
                Text(outcomes.Where(said => said.Key == key && said.Outcome is { IsFinal: true, IsRepeated: false }).Select(static said => Text(said.Outcome))),
                Text(reference.Finals().Select(attempt => Text(test.Funnel, attempt))),
                $"final of {key}");
        }

        var layout = RuledRun.LayoutOf(node.Ruled!);
        Mismatch.UnlessEqual(
            Text(tallies.GroupBy(static part => part.Bucket, static part => part.Tally).Select(bucket => layout.CountsOf(bucket.Key, Sum(bucket))).SelectMany(Rows)),
            Text(counted.GroupBy(attempt => test.Funnel.Limits.BucketOf(attempt.EntryMs)).SelectMany(bucket => Rows(test.Funnel, bucket.Key, [.. bucket]))),
            "counts");
    }

    private static FunnelNode<int, int> Node(RuledCase test, List<(int Key, FunnelOutcome Outcome)>? outcomes, List<(FunnelBucket Bucket, FunnelTally Tally)> tallies)
    {
        var node = FunnelTaskRun.NodeOf(empty => Define(empty, test), outcomes);
        node.Tallies.Add(new StepNode<FunnelBucket, FunnelTally, FunnelBucket, FunnelTally>(
            "tallies", "for-each", seesHeaders: false, (_, _) => new FunnelTaskRun.Collecting<FunnelBucket, FunnelTally>(tallies)));
        return node;
    }

    /// <summary>The funnel of a case. An event is the index of an arrival.</summary>
    private static FunnelDefinition<int, int> Define(FunnelDefinition<int, int> empty, RuledCase test)
    {
        var (funnel, arrivals) = (test.Funnel, test.Arrivals);
        var limits = funnel.Limits;
        var defined = empty;
        for (var i = 0; i < funnel.Steps; i++)
        {
            var step = i;
            defined = (funnel.Optional >> step & 1) != 0
                ? defined.OptionalStep($"{step}", (_, at) => (arrivals[at].Steps >> step & 1) != 0)
                : defined.Step($"{step}", (_, at) => (arrivals[at].Steps >> step & 1) != 0);
            defined = funnel.StepWindowsMs[step] == long.MaxValue ? defined : defined.StepWithin(TimeSpan.FromMilliseconds(Math.Min(limits.WindowMs, funnel.StepWindowsMs[step])));
        }

        for (var i = 0; i < funnel.Exclusions.Length; i++)
        {
            var (exclusion, rule) = (i, funnel.Exclusions[i]);
            defined = defined.Exclude($"not {i}", (_, at) => (arrivals[at].Exclusions >> exclusion & 1) != 0, $"{rule.After}", $"{rule.Before}", rule.Effect);
        }

        defined = funnel.HasTracks ? defined.HoldConstant((_, at) => arrivals[at].Held.ToString(CultureInfo.InvariantCulture)) : defined;
        defined = funnel.Values == 0 ? defined : defined.BreakDown((_, at) => NameOf(arrivals[at].Value), ["v2", "v3"], funnel.Attribution);
        defined = funnel.Counting == FunnelCounting.Sessions ? defined.PerSession((_, at) => arrivals[at].Session.ToString(CultureInfo.InvariantCulture)) : defined;
        defined = defined.Within(TimeSpan.FromMilliseconds(limits.WindowMs)) with
        {
            Order = funnel.Order,
            Entry = funnel.Entry,
            Counting = funnel.Counting,
            FirstTimeOnly = funnel.IsFirstTimeOnly,
            GracePeriod = TimeSpan.FromMilliseconds(limits.GraceMs),
            EntryBucket = limits.BucketMs == 0 ? null : TimeSpan.FromMilliseconds(limits.BucketMs),
        };
        return defined.IsPlain ? defined with { MeasureTimes = true } : defined;
    }

    private static ulong Hash(ulong value) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(value.ToString(CultureInfo.InvariantCulture).AsSpan()));

    private static string? NameOf(int value) => value switch
    {
        RuledFunnel.NoValue => null,
        RuledFunnel.OtherValue => "other",
        _ => $"v{value}",
    };

    private static string RowOf(int value) => value switch
    {
        RuledFunnel.NoValue => FunnelBreakdown.None,
        RuledFunnel.OtherValue => FunnelBreakdown.Other,
        _ => $"v{value}",
    };

    private static FunnelTally Sum(IEnumerable<FunnelTally> tallies)
    {
        var sum = new FunnelTally();
        foreach (var tally in tallies)
        {
            sum.Add(tally);
        }

        return sum;
    }

    private static IEnumerable<string> Rows(FunnelCounts counts) =>
        counts.Breakdown.Prepend(new FunnelBreakdown("all", counts.Steps)).Where(static row => row.Steps.Any(static step => step.Users != 0))
            .Select(row => $"{counts.Bucket} {row.Value}: {string.Join(' ', row.Steps.Select(static step => step.Users))}");

    private static IEnumerable<string> Rows(RuledFunnel funnel, FunnelBucket bucket, ReferenceAttempt[] attempts) =>
        from value in Enumerable.Range(-1, funnel.Values + 1)
        let own = attempts.Where(attempt => value < 0 || attempt.Value == value).ToArray()
        where own.Length > 0
        select $"{bucket} {(value < 0 ? "all" : RowOf(value))}: {string.Join(' ', Enumerable.Range(0, funnel.Steps).Select(step => own.Count(attempt => attempt.Steps.Contains(step))))}";

    private static string Text(FunnelOutcome outcome) =>
        $"{string.Join(' ', outcome.StepsTaken.Zip(outcome.StepTimesMs).Select(static part => $"{part.First}@{part.Second}"))} ={outcome.Value}";

    private static string Text(RuledFunnel funnel, ReferenceAttempt attempt) =>
        $"{string.Join(' ', attempt.Steps.Zip(attempt.TimesMs).Select(static part => $"{part.First + 1}@{part.Second}"))} ={(funnel.Values == 0 ? "" : RowOf(attempt.Value))}";

    private static string Text(IEnumerable<string> lines) => string.Join(" | ", lines.Order(StringComparer.Ordinal));
}
