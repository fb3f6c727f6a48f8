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
    public void Of_BucketsWithTimes_HasTheTimesOfAllBucketsAndOfEachValue()
    {
        var parts = new[]
        {
            PartOf(Timed(1, """{"count":1,"sumMs":10000,"cells":[265,1]}""", """{"count":1,"sumMs":10000,"cells":[265,1]}""")),
            PartOf(Timed(2, """{"count":2,"sumMs":50000,"cells":[265,1,310,1]}""", """{"count":1,"sumMs":40000,"cells":[310,1]}""")),
        };

        var funnel = PictureFunnels.Of(parts).Single();

        using (Assert.EnterMultipleScope())
        {
            Assert.That((funnel.TimeToConvert!.Count, funnel.TimeToConvert.Average), Is.EqualTo((3L, 20_000)));
            Assert.That(funnel.TimeToConvert.Histogram.Sum(static bar => bar.Count), Is.EqualTo(3));
            Assert.That((funnel.Breakdown.Single().TimeToConvert!.Count, funnel.Breakdown.Single().TimeToConvert!.Average), Is.EqualTo((2L, 25_000)));
        }
    }

    private static FunnelCounts Timed(int hour, string all, string phone) => FunnelCounts.Serde.Deserialize(Encoding.UTF8.GetBytes(
        $$"""
        {"type":"funnel","steps":[{"name":"view","users":9},{"name":"buy","users":3}],"start":{{hour * 3_600_000}},"end":{{(hour + 1) * 3_600_000}},
        "breakdown":[{"value":"phone","users":[4,2],"timeToConvert":{{phone}}}],"timeToConvert":{{all}}}
        """));

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
