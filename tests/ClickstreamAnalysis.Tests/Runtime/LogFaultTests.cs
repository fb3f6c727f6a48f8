using ClickstreamAnalysis.Testing;
using Microsoft.Extensions.Time.Testing;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>What the log does wrong is no fault of a record, and what it is not asked cannot fail.</summary>
public sealed class LogFaultTests
{
    [Test]
    public async Task Produce_ThrowsWhatNoLogShouldThrow_StartsOverAndBlamesNoRecord([Values] ProcessingGuarantee guarantee)
    {
        var log = SteppedApplication.LogWith(("in", 1), ("out", 1), ("dead", 1));
        var failures = 2;
        var through = new WrittenThroughLog(log, topic =>
        {
            if (topic == "out" && failures-- > 0)
            {
                throw new InvalidOperationException("a mistake in the log");
            }
        });

        await using var application = await SteppedApplication.StartAsync(
            Copy(), log, SteppedApplication.Options with { BadRecords = BadRecordPolicy.DeadLetter("dead"), Guarantee = guarantee }, through);
        application.Produce("in", 0, 1, [1], [2]);
        application.RunToIdle();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(application.ReadAll("dead"), Is.Empty);
            Assert.That(application.ReadAll("out"), Has.Count.EqualTo(1));
            Assert.That(application.Metrics.Failed, Is.Zero);
            Assert.That(application.Metrics.Recoveries, Is.EqualTo(2));
        }
    }

    /// <summary>Each record after the first is read again after a commit that failed, and its letter is written again.</summary>
    [TestCase(SimulatedFault.CommitFailed)]
    [TestCase(SimulatedFault.CommitAnswerLost)]
    public async Task DeadLetters_CommitsFail_EachBadRecordHasOne(SimulatedFault fault)
    {
        var log = new SimulatedLog(new SimulatedLogOptions { Faults = new Dictionary<SimulatedFault, double> { [fault] = 0.5 } }) { FaultsEnabled = false };
        foreach (var topic in new[] { "clicks", "out", "dead" })
        {
            await log.Admin.CreateTopicAsync(new TopicSpecification(topic, 1));
        }

        var builder = new TopologyBuilder();
        builder.Clicks("clicks").To("out");
        await using var application = await SteppedApplication.StartAsync(
            builder.Build(), log, SteppedApplication.Options with { BadRecords = BadRecordPolicy.DeadLetter("dead"), MaxConsecutiveFailures = int.MaxValue });
        application.RunToIdle();
        for (var i = 0; i < 50; i++)
        {
            log.FaultsEnabled = false;
            application.Produce("clicks", 0, 1, [1], "no click"u8.ToArray());
            application.ProduceClick(0, $"user-{i}", SteppedApplication.Now.ToUnixTimeMilliseconds());
            log.FaultsEnabled = true;
            application.Step();
        }

        log.FaultsEnabled = false;
        application.RunToIdle();

        Assert.That(log.CountOf(fault), Is.GreaterThan(10));
        Assert.That(application.ReadAll("dead"), Has.Count.EqualTo(50));
        Assert.That(application.ReadAll("out"), Has.Count.EqualTo(50));
    }

    [Test]
    public async Task Produce_NeverStopsThrowing_StopsTheApplicationAndSaysWhere()
    {
        var log = SteppedApplication.LogWith(("in", 1), ("out", 1));
        var through = new WrittenThroughLog(log, topic =>
        {
            if (topic == "out")
            {
                throw new InvalidOperationException("a mistake in the log");
            }
        });
        await using var application = await SteppedApplication.StartAsync(
            Copy(), log, SteppedApplication.Options with { BadRecords = BadRecordPolicy.Skip, MaxConsecutiveFailures = 3 }, through);
        application.Produce("in", 0, 1, [1], [2]);

        var error = Assert.Throws<StreamsException>(application.RunToIdle);

        Assert.That(error!.Message, Does.Contain("out-0").And.Contain(nameof(InvalidOperationException)).And.Contain("3 times"));
    }

    [Test]
    public async Task Lag_WhileTheLogAnswersNoQuestion_IsKnownFromReadingAlone()
    {
        var clock = new FakeTimeProvider(SteppedApplication.Now);
        var log = new SimulatedLog(new SimulatedLogOptions { Faults = new Dictionary<SimulatedFault, double> { [SimulatedFault.QueryFailed] = 1 } }) { FaultsEnabled = false };
        await log.Admin.CreateTopicAsync(new("in", 1));
        await log.Admin.CreateTopicAsync(new("out", 1));
        await using var application = await SteppedApplication.StartAsync(Copy(), log, SteppedApplication.Options with { TimeProvider = clock });
        application.RunToIdle();
        log.FaultsEnabled = true;
        for (var i = 0; i < 1_500; i++)
        {
            application.Produce("in", 0, 1, [1], [2]);
        }

        clock.Advance(TimeSpan.FromSeconds(2));
        application.Step();
        var behind = application.Metrics.LagRecords;
        clock.Advance(TimeSpan.FromSeconds(2));
        application.RunToIdle();

        Assert.That(behind, Is.EqualTo(500), "one poll takes a thousand");
        Assert.That(application.Metrics.LagRecords, Is.Zero);
        Assert.That(application.Metrics.Recoveries, Is.Zero, "nothing was asked");
    }

    [Test]
    public async Task RepartitionTopic_ReadByAClockThatIsBehind_IsNotGuardedAgain()
    {
        var log = SteppedApplication.LogWith(("in", 1), ("out", 1));
        var builder = new TopologyBuilder();
        builder.Stream("in", Serdes.Bytes, Serdes.Bytes).Repartition("again").To("out");
        var topology = builder.Build();
        var minute = (long)TimeSpan.FromMinutes(1).TotalMilliseconds;
        await using (var writer = await SteppedApplication.StartAsync(topology, log, SteppedApplication.Options))
        {
            writer.Produce("in", 0, SteppedApplication.Now.ToUnixTimeMilliseconds() + (30 * minute), [1], [2]);
            while (writer.Metrics.Processed == 0)
            {
                writer.Step();
            }

            Assert.That(writer.ReadAll("app-again-repartition"), Has.Count.EqualTo(1));
            Assert.That(writer.ReadAll("out"), Is.Empty, "not read yet");
        }

        await using var reader = await SteppedApplication.StartAsync(
            topology, log, SteppedApplication.Options with { TimeProvider = new FakeTimeProvider(SteppedApplication.Now.AddHours(-1)) });
        reader.RunToIdle();

        Assert.That(reader.ReadAll("out"), Has.Count.EqualTo(1));
    }

    private static Topology Copy()
    {
        var builder = new TopologyBuilder();
        builder.Stream("in", Serdes.Bytes, Serdes.Bytes).To("out");
        return builder.Build();
    }
}
