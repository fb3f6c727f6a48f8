using System.Buffers;
using System.Text;
using ClickstreamAnalysis.Funnels.Rules;
using CsCheck;

namespace ClickstreamAnalysis.Tests.Funnels.Rules;

/// <summary>The times of a funnel: exact where it is promised, and percentiles within their error.</summary>
public sealed class FunnelTimesTests
{
    private static readonly string[] s_campaigns = ["red", "green", ""];

    private static readonly Gen<long[]> s_durations =
        Gen.OneOf(Gen.Long[0, 200], Gen.Long[0, 86_400_000], Gen.Long[0, 400L * 86_400_000]).Array[1, 300];

    [Test]
    public void A_percentile_is_at_most_a_64th_from_the_exact_one() => Gen.Select(s_durations, Gen.Double[0.001, 100]).Sample(
        (durations, percent) =>
        {
            var sorted = durations.Order().ToArray();
            var exact = sorted[Math.Max(0, (int)Math.Ceiling(sorted.Length * percent / 100) - 1)];
            var found = Of(durations).Percentile(percent)!.Value.TotalMilliseconds;
            return Math.Abs(found - exact) <= exact / 64.0;
        },
        iter: 3_000);

    [Test]
    public void Count_and_average_are_exact_and_the_histogram_holds_each_duration_once() => s_durations.Sample(
        durations =>
        {
            var times = Of(durations);
            Assert.That(times.Count, Is.EqualTo(durations.Length));
            Assert.That(times.Average, Is.EqualTo(TimeSpan.FromMilliseconds((double)durations.Sum() / durations.Length)));
            foreach (var range in times.Histogram)
            {
                Assert.That(
                    durations.Count(duration => duration >= range.From.TotalMilliseconds && duration <= range.To.TotalMilliseconds), Is.EqualTo(range.Count));
            }

            Assert.That(times.Histogram.Sum(static range => range.Count), Is.EqualTo(durations.Length));
        },
        iter: 300);

    [Test]
    public void The_cells_follow_each_other_without_a_gap()
    {
        for (var cell = 1; cell < DurationCells.Count - 1; cell++)
        {
            Assert.That(DurationCells.FromMs(cell), Is.EqualTo(DurationCells.ToMs(cell - 1) + 1), $"cell {cell}");
            Assert.That(DurationCells.Of(DurationCells.FromMs(cell)), Is.EqualTo(cell));
            Assert.That(DurationCells.Of(DurationCells.ToMs(cell)), Is.EqualTo(cell));
        }
    }

    [Test]
    public void Without_conversions_there_is_no_time()
    {
        var none = new FunnelTimes(0, []);
        Assert.That((none.Average, none.Median, none.Histogram.Count), Is.EqualTo(((TimeSpan?)null, (TimeSpan?)null, 0)));
    }

    [TestCase(0)]
    [TestCase(100.001)]
    [TestCase(double.NaN)]
    public void A_percentile_out_of_range_is_refused(double percent) =>
        Assert.That(() => Of(1).Percentile(percent), Throws.TypeOf<ArgumentOutOfRangeException>());

    [Test]
    public void Counts_with_breakdown_and_times_survive_their_json()
    {
        using var run = new FunnelRun(static funnel => ByCampaign(funnel) with { MeasureTimes = true });
        run.Pipe("ann 13:00 A red", "ann 13:10 B", "bob 13:00 A green", "bob 13:00:00.063 B", "cid 13:00 A", "cid 13:59 B");
        var counts = run.LatestCounts();
        var first = Json(counts);
        var again = FunnelCounts.Serde.Deserialize(first);

        Assert.That(Json(again), Is.EqualTo(first));
        Assert.That(again.TimeToConvert!.Histogram, Is.EqualTo(counts.TimeToConvert!.Histogram));
        Assert.That(again.TimeToConvert.Average, Is.EqualTo(counts.TimeToConvert.Average));
        Assert.That(again.Breakdown.Select(static part => part.Value), Is.EqualTo(new[] { "red", FunnelBreakdown.Other, FunnelBreakdown.None }));
        Assert.That(again.Breakdown.SelectMany(static part => part.Steps.Select(static step => step.Users)), Is.All.EqualTo(1));
        Assert.That(again.Breakdown.Select(static part => part.TimeToConvert!.Average!.Value.TotalMilliseconds), Is.EqualTo(new[] { 600_000.0, 63, 3_540_000 }));
        Assert.That(again.Breakdown.Select(static part => part.Steps[1].TimeFromPrevious!.Average!.Value.TotalMilliseconds), Is.EqualTo(new[] { 600_000.0, 63, 3_540_000 }));
    }

    [Test]
    public void Counts_without_times_have_none_by_value_either()
    {
        using var run = new FunnelRun(static funnel => ByCampaign(funnel));
        run.Pipe("ann 13:00 A red", "ann 13:10 B");
        Assert.That(run.LatestCounts().Breakdown.Select(static part => part.TimeToConvert), Is.All.Null);
    }

    /// <summary>The oracle is a funnel that sees only the users with the value, and their events in order.</summary>
    [Test]
    public void Times_of_a_value_are_those_of_a_funnel_of_its_users_in_any_order_of_arrival() => Gen.Select(
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 59], Gen.Int[0, 1]).Array[1, 40], Gen.Int).Sample(
        (events, seed) =>
        {
            var lines = events.Select(static e => (User: e.Item1, Minute: e.Item2, Line: $"u{e.Item1} 13:{e.Item2:00} {"AB"[e.Item3]} {s_campaigns[e.Item1 % 3]}".TrimEnd())).ToArray();
            using var all = Run([.. lines.Select(static e => e.Line).OrderBy(line => HashCode.Combine(line, seed))]);
            foreach (var part in CountsOf(all)?.Breakdown ?? [])
            {
                using var own = Run([.. lines.Where(e => NameOf(e.User) == part.Value).OrderBy(static e => e.Minute).Select(static e => e.Line)]);
                AssertSame(part.TimeToConvert!, CountsOf(own)?.TimeToConvert);
                AssertSame(part.Steps[1].TimeFromPrevious!, CountsOf(own)?.Steps[1].TimeFromPrevious);
            }

            static string NameOf(int user) => (user % 3) switch { 0 => "red", 1 => FunnelBreakdown.Other, _ => FunnelBreakdown.None };
        },
        iter: 300);

    [Test]
    public void Sums_of_times_are_those_of_all_durations_in_any_grouping() => s_durations.Array[1, 5].Sample(
        parts =>
        {
            var whole = Of([.. parts.SelectMany(static part => part)]);
            AssertSame(FunnelTimes.Sum(parts.Select(Of)), whole);
            AssertSame(FunnelTimes.Sum([FunnelTimes.Sum(parts[1..].Select(Of)), Of(parts[0])]), whole);
        },
        iter: 300);

    /// <summary>Late in the order of arrival, an earlier B makes the time shorter, and an earlier A without a campaign moves it to another value.</summary>
    [Test]
    public void What_an_event_out_of_order_changes_takes_its_old_times_back()
    {
        using var run = new FunnelRun(static funnel => ByCampaign(funnel) with { MeasureTimes = true, GracePeriod = TimeSpan.FromHours(1) });
        run.Pipe("ann 13:10 A red", "ann 13:40 B");
        Assert.That(TextOf(run), Is.EqualTo("red 30; (other) ; (none) "));
        run.Pipe("ann 13:20 B");
        Assert.That(TextOf(run), Is.EqualTo("red 10; (other) ; (none) "));
        run.Pipe("ann 13:05 A");
        Assert.That(TextOf(run), Is.EqualTo("red ; (other) ; (none) 15"));
    }

    [Test]
    public void Tasks_of_several_partitions_sum_up_to_the_times_of_one()
    {
        Assert.That(InPartitions(3), Is.EqualTo(InPartitions(1)));
        Assert.That(InPartitions(1), Does.Contain("\"value\":\"red\",\"users\":[25,24],\"times\":[null,{\"count\":24,"));

        static string InPartitions(int partitions)
        {
            using var run = new FunnelRun(static funnel => ByCampaign(funnel) with { MeasureTimes = true }, partitions);
            run.Pipe([.. Enumerable.Range(0, 50).Select(static user => $"user{user} 13:00 A {(user % 2 == 0 ? "red" : "blue")}")]);
            run.Pipe([.. Enumerable.Range(1, 49).Select(static user => $"user{user} 13:{user:00} B")]);
            return run.LatestAsJson().Single();
        }
    }

    private static FunnelDefinition<string, ClickEvent> ByCampaign(FunnelDefinition<string, ClickEvent> funnel) => funnel
        .Step("A", static (_, click) => click.Name == "A")
        .Step("B", static (_, click) => click.Name == "B")
        .Within(TimeSpan.FromHours(1))
        .BreakDown(static (_, click) => click.Campaign, ["red"], BreakdownAttribution.First);

    private static FunnelRun Run(string[] lines)
    {
        var run = new FunnelRun(static funnel => ByCampaign(funnel) with { MeasureTimes = true, GracePeriod = TimeSpan.FromHours(1) });
        run.Pipe(lines);
        return run;
    }

    /// <summary>The counts of the only bucket; null when nobody entered.</summary>
    private static FunnelCounts? CountsOf(FunnelRun run) =>
        run.LatestAsJson() is [var json] ? FunnelCounts.Serde.Deserialize(Encoding.UTF8.GetBytes(json)) : null;

    private static void AssertSame(FunnelTimes times, FunnelTimes? expected)
    {
        Assert.That(times.Histogram, Is.EqualTo(expected?.Histogram ?? []));
        Assert.That(times.Average, Is.EqualTo(expected?.Average));
    }

    private static string TextOf(FunnelRun run) =>
        string.Join("; ", run.LatestCounts().Breakdown.Select(static part => $"{part.Value} {part.TimeToConvert!.Average?.TotalMinutes}"));

    private static FunnelTimes Of(params long[] durations) => new(
        durations.Sum(),
        [.. durations.GroupBy(DurationCells.Of).OrderBy(static cell => cell.Key).Select(static cell => KeyValuePair.Create(cell.Key, cell.LongCount()))]);

    private static byte[] Json(FunnelCounts counts)
    {
        var buffer = new ArrayBufferWriter<byte>();
        FunnelCounts.Serde.Serialize(counts, buffer);
        return buffer.WrittenSpan.ToArray();
    }
}
