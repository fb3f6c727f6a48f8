using System.Buffers;
using System.Text;
using System.Text.Json;
using ClickstreamAnalysis.AspNetCore.Answers;
using ClickstreamAnalysis.AspNetCore.Dashboard.Instances;

namespace ClickstreamAnalysis.AspNetCore.Tests.Dashboard;

/// <summary>What instances send each other of a funnel, and how large it can be.</summary>
[TestFixture]
internal sealed class FunnelReaderTests
{
    private const long Hour = 3_600_000;

    // The most values, steps and cells of a histogram that a topology may have, with three steps within 30 days.
    private const int Values = 100;
    private const int Steps = 3;
    private const int Cells = 871;

    [Test]
    public void Read_MoreBucketsThanAreShown_HasTheLast()
    {
        var part = FunnelReader.Read("checkout-counts", Enumerable.Range(0, 100).Reverse().Select(static hour => Counts(hour, values: 1, cells: 1)));

        var hours = part.Rows.Select(static row => FunnelCounts.Serde.Deserialize(row).Bucket.Window!.Value.StartMs / Hour);
        Assert.That(hours, Is.EqualTo(Enumerable.Range(40, 60)));
    }

    [Test]
    public void Read_CountsWithTimes_HasTheirTotalsAndNotThoseOfSteps()
    {
        var shown = FunnelCounts.Serde.Deserialize(FunnelReader.Read("checkout-counts", [Counts(1, values: 2, cells: 3)]).Rows[0]);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(shown.TimeToConvert!.Count, Is.GreaterThan(0));
            Assert.That(shown.Breakdown.Select(static part => part.TimeToConvert!.Count), Has.All.GreaterThan(0));
            Assert.That(shown.Breakdown[0].Steps.Select(static step => step.Users), Is.EqualTo(new[] { 9, 9, 9 }));
            Assert.That(shown.Steps.Concat(shown.Breakdown.SelectMany(static part => part.Steps)).Select(static step => step.TimeFromPrevious), Has.All.Null);
        }
    }

    /// <summary>A page ends after 1 MiB, so that its last row may be the largest that a topology can have.</summary>
    [Test]
    public void Write_LargestRow_FitsIntoTheDefaultOfAnAnswer()
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            ValueWriter.Counts(writer, Counts(1, Values, Cells));
        }

        TestContext.Out.WriteLine($"{json.WrittenCount:N0} bytes");
        Assert.That(Values * Steps * Cells, Is.InRange((1 << 18) - (Steps * Cells), 1 << 18), "the largest that is allowed");
        Assert.That((1 << 20) + json.WrittenCount, Is.InRange(4 << 20, new ClickstreamHttpOptions().MaxPeerAnswerBytes));
    }

    /// <summary>Counts of which each cell in use has nine digits when there are many.</summary>
    private static FunnelCounts Counts(int hour, int values, int cells)
    {
        var count = cells > 3 ? 123_456_789L : 3;
        var times = $$"""{"count":{{cells * count}},"sumMs":1,"cells":[{{string.Join(',', Enumerable.Range(0, cells).Select(cell => $"{cell},{count}"))}}]}""";
        var value = $$"""{"value":"v","users":[9,9,9],"times":[null,{{times}},{{times}}],"timeToConvert":{{times}}}""";
        var json = $$"""
            {"type":"funnel","steps":[{"name":"a","users":9},{"name":"b","users":9,"time":{{times}}},{"name":"c","users":9,"time":{{times}}}],"start":{{hour * Hour}},"end":{{(hour + 1) * Hour}},
            "breakdown":[{{string.Join(',', Enumerable.Repeat(value, values))}}],"timeToConvert":{{times}}}
            """;
        return FunnelCounts.Serde.Deserialize(Encoding.UTF8.GetBytes(json));
    }
}
