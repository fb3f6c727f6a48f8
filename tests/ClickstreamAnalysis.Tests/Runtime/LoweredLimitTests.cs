using System.Text;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>A log that refuses what it took before: the limit is asked for anew, and the record meets the policy.</summary>
[TestFixture]
public sealed class LoweredLimitTests
{
    [TestCase(ProcessingGuarantee.ExactlyOnce)]
    [TestCase(ProcessingGuarantee.AtLeastOnce)]
    public async Task Skip_LimitLoweredWhileRunning_DropsTheRecordAndKeepsItsNeighbours(ProcessingGuarantee guarantee)
    {
        var log = SteppedApplication.LogWith(("in", 1), ("out", 1));
        await using var application = await SteppedApplication.StartAsync(
            Topology(), log, SteppedApplication.Options with { UnwritableRecords = UnwritableRecordPolicy.Skip, Guarantee = guarantee });
        application.RunToIdle();

        log.SetMaxRecordBytes("out", 100);
        foreach (var text in new[] { "a", new string('b', 100), "c" })
        {
            application.Produce("in", 0, 1, "k"u8.ToArray(), Encoding.UTF8.GetBytes(text));
        }

        application.RunToIdle();

        var results = application.ReadAll("out").Select(record => Encoding.UTF8.GetString(record.Value!)).ToArray();
        Assert.That(results.Where((text, i) => i == 0 || results[i - 1] != text), Is.EqualTo(new[] { "a", "c" }), "at-least-once may repeat the first");
        Assert.That(application.Metrics.Recoveries, Is.EqualTo(1));
        Assert.That(application.Metrics.Dropped.Single(), Has.Property("Reason").EqualTo("too-large").And.Property("Records").EqualTo(1));
        Assert.That(application.Metrics.Processed, Is.EqualTo(3));
    }

    [Test]
    public async Task Fail_LimitLoweredWhileRunning_StopsWithTheNewLimit()
    {
        var log = SteppedApplication.LogWith(("in", 1), ("out", 1));
        await using var application = await SteppedApplication.StartAsync(Topology(), log);
        application.RunToIdle();

        log.SetMaxRecordBytes("out", 100);
        application.Produce("in", 0, 1, "k"u8.ToArray(), new byte[200]);

        Assert.That(application.RunToIdle, Throws.TypeOf<UnwritableRecordException>().With.Message.Contains("201 bytes").And.Message.Contains("takes 100"));
    }

    [Test]
    public async Task BadRecordsSkip_ResultTooLarge_IsNoBadRecord()
    {
        var log = SteppedApplication.LogWith(("in", 1), ("out", 1));
        log.SetMaxRecordBytes("out", 100);
        await using var application = await SteppedApplication.StartAsync(
            Topology(), log, SteppedApplication.Options with { BadRecords = BadRecordPolicy.Skip });

        application.Produce("in", 0, 1, "k"u8.ToArray(), new byte[200]);

        Assert.That(application.RunToIdle, Throws.TypeOf<UnwritableRecordException>(), "the policy for input must not lose a result");
    }

    private static Topology Topology()
    {
        var builder = new TopologyBuilder();
        builder.Stream("in", Serdes.Utf8, Serdes.Utf8).To("out");
        return builder.Build();
    }
}
