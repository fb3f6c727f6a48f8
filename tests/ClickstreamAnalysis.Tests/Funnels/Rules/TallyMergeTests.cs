using System.Buffers;
using ClickstreamAnalysis.Funnels;
using ClickstreamAnalysis.Funnels.Rules;
using CsCheck;

namespace ClickstreamAnalysis.Tests.Funnels.Rules;

/// <summary>Partial counts of tasks give the same totals however they are grouped and ordered, so two phases can add them as they arrive.</summary>
public sealed class TallyMergeTests
{
    private static readonly RuledFunnel s_funnel = new(new FunnelRules(3, WindowMs: 1_000_000, GraceMs: 0, BucketMs: 0, MaxEvents: 100))
    {
        StepWindowsMs = [long.MaxValue, long.MaxValue, long.MaxValue],
        Values = 3,
        MeasuresTimes = true,
    };

    private static readonly TallyLayout s_layout = new(s_funnel, ["A", "B", "C"], ["red"]);
    private static readonly FunnelTallySerde s_serde = new(s_layout);

    /// <summary>An attempt and whether it is added or taken back.</summary>
    private static readonly Gen<(RuledAttempt Attempt, int Count)> s_changes =
        from depth in Gen.Int[1, 3]
        from entryMs in Gen.Long[0, 1_000]
        from gaps in Gen.Long[0, 100_000].Array[2]
        from value in Gen.Int[0, 2]
        from isAdded in Gen.Bool
        let times = new[] { entryMs, entryMs + gaps[0], entryMs + gaps[0] + gaps[1] }
        select (new RuledAttempt(0, 0, entryMs, (1u << depth) - 1, times[1..depth], value, null, IsFinal: false), isAdded ? 1 : -1);

    private static readonly Gen<(RuledAttempt Attempt, int Count)[]> s_tasks = s_changes.Array[0, 12];

    [Test]
    public void Tallies_are_commutative() => Gen.Select(s_tasks, s_tasks).Sample(
        static (first, second) => Text(Sum(Of(first), Of(second))) == Text(Sum(Of(second), Of(first))), iter: 1_000);

    [Test]
    public void Tallies_are_associative() => Gen.Select(s_tasks, s_tasks, s_tasks).Sample(
        static (first, second, third) =>
            Text(Sum(Sum(Of(first), Of(second)), Of(third))) == Text(Sum(Of(first), Sum(Of(second), Of(third)))), iter: 1_000);

    [Test]
    public void Tallies_of_tasks_in_any_order_equal_that_of_one_task() => Gen.Select(s_tasks.Array[1, 5], Gen.Int[0, 1_000]).Sample(
        static (tasks, seed) =>
        {
            var order = Enumerable.Range(0, tasks.Length).ToArray();
            new Random(seed).Shuffle(order);
            return Text(Sum([.. order.Select(task => Of(tasks[task]))])) == Text(Of([.. tasks.SelectMany(static task => task)]));
        },
        iter: 1_000);

    [Test]
    public void A_tally_of_nothing_changes_nothing_and_what_is_taken_back_leaves_nothing() => s_tasks.Sample(
        static changes =>
        {
            var back = changes.Select(static change => (change.Attempt, -change.Count)).ToArray();
            return Text(Sum(Of(changes), new())) == Text(Of(changes)) && Sum(Of(changes), Of(back)).Count == 0;
        },
        iter: 1_000);

    /// <summary>The counts that users see, with breakdown and times: average, percentiles and histogram.</summary>
    [Test]
    public void Counts_and_times_do_not_depend_on_the_grouping() => Gen.Select(s_tasks, s_tasks, s_tasks).Sample(
        static (first, second, third) =>
        {
            // Attempts are only added, as a total never counts less than none.
            var all = Json(Of(Added([.. first, .. second, .. third])));
            return Json(Sum(Sum(Of(Added(first)), Of(Added(second))), Of(Added(third)))) == all
                && Json(Sum(Of(Added(third)), Sum(Of(Added(second)), Of(Added(first))))) == all;
        },
        iter: 500);

    [Test]
    public void Steps_of_ordered_funnels_are_sums_whatever_the_grouping() => Gen.Select(Steps, Steps, Steps).Sample(
        static (first, second, third) =>
            Sums(Sums(first, second), third).SequenceEqual(Sums(third, Sums(second, first))) && Sums(first, new long[3]).SequenceEqual(first), iter: 500);

    [Test]
    public void A_row_of_another_format_or_layout_is_refused()
    {
        var bytes = new ArrayBufferWriter<byte>();
        s_serde.Serialize(new(), bytes);
        Assert.That(() => s_serde.Deserialize([1, .. bytes.WrittenSpan[1..]]), Throws.TypeOf<SerdeException>().With.Property("Reason").EqualTo("unknown-format"));
        var counted = new FunnelTallySerde(new(s_funnel with { MeasuresTimes = false }, ["A", "B", "C"], ["red"]));
        Assert.That(() => counted.Deserialize(bytes.WrittenSpan), Throws.TypeOf<SerdeException>().With.Property("Reason").EqualTo("other-funnel"));
    }

    private static Gen<long[]> Steps => Gen.Long[-1_000, 1_000].Array[3];

    private static long[] Sums(long[] first, long[] second)
    {
        var store = new StepTotalsTableBuilder("counts", ["A", "B", "C"]);
        var totals = store.Zero();
        store.Add(totals, first);
        store.Add(totals, second);
        return totals;
    }

    private static (RuledAttempt Attempt, int Count)[] Added((RuledAttempt Attempt, int Count)[] changes) =>
        [.. changes.Select(static change => (change.Attempt, 1))];

    private static FunnelTally Of((RuledAttempt Attempt, int Count)[] changes)
    {
        var tally = new FunnelTally();
        foreach (var (attempt, count) in changes)
        {
            s_layout.Add(tally, attempt, count);
        }

        return tally;
    }

    /// <summary>The sum, each part after a way over the wire.</summary>
    private static FunnelTally Sum(params FunnelTally[] parts)
    {
        var sum = new FunnelTally();
        foreach (var part in parts)
        {
            var bytes = new ArrayBufferWriter<byte>();
            s_serde.Serialize(part, bytes);
            sum.Add(s_serde.Deserialize(bytes.WrittenSpan));
        }

        return sum;
    }

    private static string Text(FunnelTally tally) => string.Join(' ', tally.Cells.Select(static cell => $"{cell.Key}:{cell.Value}"));

    private static string Json(FunnelTally tally)
    {
        var bytes = new ArrayBufferWriter<byte>();
        FunnelCounts.Serde.Serialize(s_layout.CountsOf(default, tally), bytes);
        return Convert.ToHexString(bytes.WrittenSpan);
    }
}
