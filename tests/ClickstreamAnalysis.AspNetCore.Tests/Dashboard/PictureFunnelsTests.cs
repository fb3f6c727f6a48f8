using System.Buffers;
using System.Collections.Immutable;
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
