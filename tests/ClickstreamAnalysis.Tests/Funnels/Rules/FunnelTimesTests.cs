using System.Buffers;
using ClickstreamAnalysis.Funnels.Rules;
using CsCheck;

namespace ClickstreamAnalysis.Tests.Funnels.Rules;

/// <summary>The times of a funnel: exact where it is promised, and percentiles within their error.</summary>
public sealed class FunnelTimesTests
{
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
    }

    private static FunnelDefinition<string, ClickEvent> ByCampaign(FunnelDefinition<string, ClickEvent> funnel) => funnel
        .Step("A", static (_, click) => click.Name == "A")
        .Step("B", static (_, click) => click.Name == "B")
        .Within(TimeSpan.FromHours(1))
        .BreakDown(static (_, click) => click.Campaign, ["red"], BreakdownAttribution.First);

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
