using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using ClickstreamAnalysis.AspNetCore.Dashboard.Contract;
using ClickstreamAnalysis.AspNetCore.Dashboard.Feed;
using ClickstreamAnalysis.AspNetCore.Dashboard.Instances;

namespace ClickstreamAnalysis.AspNetCore.Tests.Dashboard;

[TestFixture]
internal sealed class PictureFunnelsTests
{
    [Test]
    public void Of_BucketsOfTwoInstancesWithABreakdown_HasUsersAndTrendOfEachValue()
    {
        var parts = new[]
        {
            PartOf(Counts(2, [5, 3], ("phone", [4, 2]), ("desk", [1, 1]))),
            PartOf(Counts(1, [7, 1], ("desk", [7, 1])), Counts(3, [9, 0], ("phone", [9, 0]), ("desk", [0, 0]))),
        };

        var funnel = PictureFunnels.Of(parts).Single();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(funnel.Trend.Select(static point => point.Start), Is.EqualTo([3_600_000, 7_200_000, 10_800_000]));
            Assert.That(funnel.Breakdown.Select(static value => value.Value), Is.EqualTo(["phone", "desk"]));
            Assert.That(funnel.Breakdown[0].Users, Is.EqualTo([13, 2]));
            Assert.That(funnel.Breakdown[0].Trend, Is.EqualTo(new long[][] { [0, 0], [4, 2], [9, 0] }));
            Assert.That(funnel.Breakdown[1].Trend, Is.EqualTo(new long[][] { [7, 1], [1, 1], [0, 0] }));
        }
    }

    [Test]
    public void Of_BucketsWithTimes_SumsThoseOfEachValueUp()
    {
        var parts = new[] { PartOf(Timed(1, [5, 7], [5])), PartOf(Timed(2, [9], [9]), Timed(3, [], [])) };

        var funnel = PictureFunnels.Of(parts).Single();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(funnel.TimeToConvert!.Histogram, Is.EqualTo(new Bucket[] { new(5, 6, 1), new(7, 8, 1), new(9, 10, 1) }));
            Assert.That((funnel.TimeToConvert.Count, funnel.TimeToConvert.Average, funnel.TimeToConvert.Median), Is.EqualTo((3L, 7.0, 7.0)));
            var phone = funnel.Breakdown.Single().TimeToConvert!;
            Assert.That((phone.Count, phone.Average, phone.P90), Is.EqualTo((2L, 7.0, 9.0)));
            Assert.That(phone.Histogram, Is.EqualTo(new Bucket[] { new(5, 6, 1), new(9, 10, 1) }));
        }
    }

    [Test]
    public void Of_NoConversionYet_HasTimesOfNone()
    {
        var times = PictureFunnels.Of([PartOf(Timed(1, [], []))]).Single();
        Assert.That((times.TimeToConvert!.Count, times.Breakdown[0].TimeToConvert!.Count), Is.EqualTo((0L, 0L)));
        Assert.That(PictureFunnels.Of([PartOf(Counts(1, [1, 0]))]).Single().TimeToConvert, Is.Null, "not measured");
    }

    [Test]
    public void Of_ManyDifferentTimes_HasFewBarsThatHoldEachOnce()
    {
        int[] cells = [.. Enumerable.Range(0, 600)];
        var times = PictureFunnels.Of([PartOf(Timed(1, cells, cells))]).Single().Breakdown[0].TimeToConvert!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(times.Histogram, Has.Count.InRange(PictureTimes.MostBars / 3, PictureTimes.MostBars));
            Assert.That(times.Histogram.Sum(static bar => bar.Count), Is.EqualTo(600));
            Assert.That(times.Histogram.Zip(times.Histogram.Skip(1)).All(static pair => pair.First.To == pair.Second.From), "no gap and no overlap");
        }
    }

    /// <summary>Counts with times by their cells; below 64, a cell is a millisecond.</summary>
    private static FunnelCounts Timed(int hour, int[] cells, int[] phone)
    {
        var json = $$"""
            {"type":"funnel","steps":[{"name":"step 0","users":{{cells.Length}}},{"name":"step 1","users":{{cells.Length}}}],"start":{{hour * 3_600_000L}},"end":{{(hour + 1) * 3_600_000L}},
            "breakdown":[{"value":"phone","users":[{{phone.Length}},{{phone.Length}}],"timeToConvert":{{Text(phone)}}}],"timeToConvert":{{Text(cells)}}}
            """;
        return FunnelCounts.Serde.Deserialize(Encoding.UTF8.GetBytes(json));

        static string Text(int[] cells) => $$"""{"count":{{cells.Length}},"sumMs":{{cells.Sum()}},"cells":[{{string.Join(',', cells.Select(static cell => $"{cell},1"))}}]}""";
    }

    private static FunnelCounts Counts(int hour, long[] users, params (string Value, long[] Users)[] breakdown) =>
        new(new FunnelBucket(new TimeWindow(hour * 3_600_000L, (hour + 1) * 3_600_000L)), Steps(users))
        {
            Breakdown = [.. breakdown.Select(static part => new FunnelBreakdown(part.Value, Steps(part.Users)))],
        };

    private static ImmutableArray<FunnelStepCount> Steps(long[] users) => [.. users.Select(static (count, i) => new FunnelStepCount($"step {i}", count))];

    private static InstancePart PartOf(params FunnelCounts[] rows) => new()
    {
        Instance = new Instance { Id = "one", State = "running", Memory = new MemoryFigures(0, []) },
        Counts = new RecordCounts(0, 0, 0, 0, 0),
        Funnels = [new FunnelPart("checkout-counts", [.. rows.Select(Serialize)])],
    };

    private static byte[] Serialize(FunnelCounts counts)
    {
        var bytes = new ArrayBufferWriter<byte>();
        FunnelCounts.Serde.Serialize(counts, bytes);
        return bytes.WrittenSpan.ToArray();
    }
}
