using ClickstreamAnalysis.Testing;

namespace ClickstreamAnalysis.Tests.Runtime;

public sealed class TopologyTestDriverTests
{
    [Test]
    public void StatelessTopology_RecordsPiped_ComeOutInOrder()
    {
        var builder = new TopologyBuilder();
        builder.Stream("in", Serdes.Utf8, Serdes.Int64)
            .Filter((_, value) => value % 2 == 0)
            .MapValues((_, value) => value * 10)
            .To("out");
        using var driver = new TopologyTestDriver(builder.Build());
        var input = driver.CreateInputTopic("in", Serdes.Utf8, Serdes.Int64);
        var output = driver.CreateOutputTopic("out", Serdes.Utf8, Serdes.Int64);

        input.Pipe([("a", 1L, 10L), ("b", 2L, 20L), ("c", 4L, 30L)]);

        Assert.That(output.ReadAll().Select(record => (record.Key, record.Value, record.TimestampMs)),
            Is.EqualTo(new[] { ("b", 20L, 20L), ("c", 40L, 30L) }));
        Assert.That(driver.Metrics.Read, Is.EqualTo(3));
    }

    [Test]
    public void RekeyedStream_Repartitioned_PassesThroughTheInternalTopic()
    {
        var builder = new TopologyBuilder();
        builder.Stream("in", Serdes.Utf8, Serdes.Int64)
            .SelectKey((_, value) => value % 3, Serdes.Int64)
            .Repartition("by-rest")
            .To("out");
        using var driver = new TopologyTestDriver(builder.Build(), new() { Partitions = 4 });
        var input = driver.CreateInputTopic("in", Serdes.Utf8, Serdes.Int64);
        var output = driver.CreateOutputTopic("out", Serdes.Int64, Serdes.Int64);

        input.Pipe(Enumerable.Range(0, 100).Select(i => ($"k{i}", (long)i, 1000L + i)));

        Assert.That(output.ReadAll().Select(record => record.Value).Order(), Is.EqualTo(Enumerable.Range(0, 100).Select(i => (long)i)));
        Assert.That(driver.Metrics.Read, Is.EqualTo(100), "internal records do not count as input");
    }

    [Test]
    public void Events_OfAnyDate_AreAcceptedByDefault()
    {
        var builder = new TopologyBuilder();
        builder.Clicks("clicks").To("out");
        using var driver = new TopologyTestDriver(builder.Build());
        var input = driver.CreateInputTopic("clicks", Serdes.Utf8, ClickEvent.Serde);

        foreach (var year in new[] { 1971, 2025, 2026, 2027, 2060, 2099 })
        {
            input.Pipe("ann", new("ann", "view", new DateTimeOffset(year, 12, 31, 23, 59, 59, TimeSpan.Zero)));
        }

        Assert.That((driver.Metrics.Processed, driver.Metrics.Rejected), Is.EqualTo((6, 0)));
    }

    [Test]
    public void Events_InMicrosecondsOrBeyondTheSetSkew_AreRejected()
    {
        var start = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var builder = new TopologyBuilder();
        builder.Stream("in", Serdes.Utf8, Serdes.Utf8).To("out");
        using var driver = new TopologyTestDriver(builder.Build());
        using var strict = new TopologyTestDriver(builder.Build(), new() { Start = start, MaxFutureSkew = TimeSpan.FromHours(1) });

        driver.CreateInputTopic("in", Serdes.Utf8, Serdes.Utf8).Pipe("ann", "/", start.ToUnixTimeMilliseconds() * 1_000);
        var input = strict.CreateInputTopic("in", Serdes.Utf8, Serdes.Utf8);
        input.Pipe("ann", "/", start.AddHours(1));
        input.Pipe("ann", "/", start.AddHours(1).AddMilliseconds(1));

        Assert.That(driver.Metrics.Reasons, Is.EqualTo(new Dictionary<string, long> { ["time-in-microseconds"] = 1 }));
        Assert.That(strict.Metrics.Reasons, Is.EqualTo(new Dictionary<string, long> { ["future-time"] = 1 }));
    }

    [Test]
    public void BadBytes_PolicyFail_ThrowsWithTheirPlace()
    {
        var builder = new TopologyBuilder();
        builder.Stream("in", Serdes.Utf8, Serdes.Int64).To("out");
        using var driver = new TopologyTestDriver(builder.Build());
        var input = driver.CreateInputTopic("in", Serdes.Utf8, Serdes.Int64);

        Assert.That(() => input.PipeBytes("k"u8.ToArray(), [1, 2], 5), Throws.TypeOf<BadRecordException>()
            .With.Message.Contains("in-0").And.Message.Contains("offset 0").And.Message.Contains("0_0"));
    }

    [Test]
    public void BadBytes_PolicyDeadLetter_ArriveThereAndAreCounted()
    {
        var builder = new TopologyBuilder();
        builder.Stream("in", Serdes.Utf8, Serdes.Int64).To("out");
        using var driver = new TopologyTestDriver(builder.Build(), new() { BadRecords = BadRecordPolicy.DeadLetter("dead") });
        var input = driver.CreateInputTopic("in", Serdes.Utf8, Serdes.Int64);
        var dead = driver.CreateOutputTopic("dead", Serdes.Utf8, Serdes.Bytes);
        var output = driver.CreateOutputTopic("out", Serdes.Utf8, Serdes.Int64);

        input.Pipe("a", 1, 10);
        input.PipeBytes("k"u8.ToArray(), [1, 2], 11);
        input.PipeBytes(null, [1, 2], 12);
        input.Pipe("b", 2, 13);

        Assert.That(dead.ReadAll(), Has.Count.EqualTo(2));
        Assert.That(output.ReadAll(), Has.Count.EqualTo(2));
        Assert.That(driver.Metrics, Has.Property(nameof(StreamsMetrics.Read)).EqualTo(4).And.Property(nameof(StreamsMetrics.Failed)).EqualTo(2));
        Assert.That(driver.Metrics.Reasons["null-key"], Is.EqualTo(1));
    }
}
