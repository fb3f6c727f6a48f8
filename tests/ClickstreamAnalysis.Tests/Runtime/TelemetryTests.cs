using System.Diagnostics;
using ClickstreamAnalysis.Runtime.Telemetry;
using ClickstreamAnalysis.Testing;
using Microsoft.Extensions.Time.Testing;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>What a run reports through OpenTelemetry, against counts that are known.</summary>
[NonParallelizable]
public sealed class TelemetryTests
{
    private const string InputTopic = "messaging.destination.name=clicks";

    private static readonly long s_nowMs = SteppedApplication.Now.ToUnixTimeMilliseconds();

    private FakeTimeProvider _clock = null!;
    private string _directory = null!;

    [SetUp]
    public void Prepare()
    {
        _clock = new FakeTimeProvider(SteppedApplication.Now);
        _directory = Directory.CreateTempSubdirectory("telemetry-").FullName;
    }

    [TearDown]
    public void DeleteDirectory() => Directory.Delete(_directory, recursive: true);

    [Test]
    public async Task Metrics_OfARun_AreItsKnownCounts()
    {
        using var collected = new Collected("told");
        await using var application = await StartAsync("told");

        // Two users with a session each, one of which closes; a late record, a broken one, one of the future.
        application.ProduceClick(0, "ann", s_nowMs - 7_200_000);
        application.ProduceClick(0, "ann", s_nowMs - 7_199_000);
        application.ProduceClick(0, "bob", s_nowMs - 2_000);
        application.RunToIdle();
        application.ProduceClick(0, "cid", s_nowMs - 7_200_000);
        application.Produce("clicks", 1, s_nowMs, "x"u8.ToArray(), "{"u8.ToArray());
        application.ProduceClick(1, "dee", s_nowMs + 864_000_000);
        application.RunToIdle();
        _clock.Advance(TimeSpan.FromSeconds(1));
        application.Step();
        collected.Collect();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(collected.Sum("clickstream.records.read")[InputTopic], Is.EqualTo(6));
            Assert.That(collected.Sum("clickstream.records.processed")[InputTopic], Is.EqualTo(3));
            Assert.That(collected.Sum("clickstream.records.late")[InputTopic], Is.EqualTo(1));
            Assert.That(collected.Sum("clickstream.records.failed")[InputTopic], Is.EqualTo(1));
            Assert.That(collected.Sum("clickstream.records.rejected")[InputTopic], Is.EqualTo(1));
            Assert.That(collected.Sum("clickstream.records.dropped").Values.Sum(), Is.EqualTo(3));
            Assert.That(collected.Sum("clickstream.records.dropped")["clickstream.drop.reason=session-closed, clickstream.operator.name=sessions"], Is.EqualTo(1));
            Assert.That(collected.Sum("clickstream.sessions.opened").Single(), Is.EqualTo(KeyValuePair.Create("clickstream.operator.name=sessions", 2L)));
            Assert.That(collected.Sum("clickstream.sessions.closed").Values, Is.EqualTo([1]));
            Assert.That(collected.Sum("clickstream.sessions.open").Values, Is.EqualTo([1]));
            Assert.That(collected.Sum("clickstream.task.count"), Is.EqualTo(new Dictionary<string, long>
            {
                ["clickstream.task.state=running"] = 2,
                ["clickstream.task.state=restoring"] = 0,
            }));
            Assert.That(collected.Sum("clickstream.application.status").Where(state => state.Value == 1).Select(state => state.Key), Is.EqualTo(["clickstream.application.state=running"]));
            Assert.That(collected.Sum("clickstream.lag"), Is.EqualTo(new Dictionary<string, long>
            {
                [$"{InputTopic}, messaging.destination.partition.id=0"] = 0,
                [$"{InputTopic}, messaging.destination.partition.id=1"] = 0,
            }));
            Assert.That(collected.Sum("clickstream.commits")[""], Is.EqualTo(application.Metrics.Commits).And.Positive);
            Assert.That(collected.Histogram("clickstream.commit.duration")[""].Count, Is.EqualTo(application.Metrics.Commits));
            Assert.That(collected.Sum("clickstream.recoveries")[""], Is.Zero);
            Assert.That(collected.Sum("clickstream.memory.limit")[""], Is.EqualTo(256L << 20));
            Assert.That(collected.Sum("clickstream.memory.usage").Values.Sum(), Is.EqualTo(application.Metrics.Memory.TotalBytes));
            Assert.That(collected.Sum("clickstream.state.size")["clickstream.store.name=sessions"], Is.Positive);
        }
    }

    [Test]
    public async Task Lag_WithMoreRecordsThanOnePollReturns_IsWhatIsLeftInEachPartition()
    {
        using var collected = new Collected("behind");
        await using var application = await StartAsync("behind");
        application.RunToIdle();
        for (var i = 0; i < 3_000; i++)
        {
            application.ProduceClick(1, "ann", s_nowMs);
        }

        _clock.Advance(TimeSpan.FromSeconds(1));
        application.Step();
        collected.Collect();

        var lag = collected.Sum("clickstream.lag");
        Assert.That(lag[$"{InputTopic}, messaging.destination.partition.id=1"], Is.InRange(1, 2_999).And.EqualTo(application.Metrics.LagRecords));
        Assert.That(lag[$"{InputTopic}, messaging.destination.partition.id=0"], Is.Zero);
    }

    [Test]
    public async Task EndToEndLatency_OfACommit_IsTheAgeOfItsFirstRecord()
    {
        using var collected = new Collected("aged");
        await using var application = await StartAsync("aged");
        application.ProduceClick(0, "ann", s_nowMs - 2_500);
        application.ProduceClick(0, "ann", s_nowMs - 1_000);
        application.RunToIdle();
        application.ProduceClick(1, "bob", s_nowMs - 500);
        application.RunToIdle();
        collected.Collect();

        Assert.That(collected.Histogram("clickstream.end_to_end.duration"), Is.EqualTo(new Dictionary<string, (long, double)>
        {
            ["clickstream.sub_topology.id=0"] = (2, 3.0),
        }));
    }

    [Test]
    public async Task Activities_OfARunWithAFault_AreItsCommitsAssignmentAndRecovery()
    {
        using var collected = new Collected("traced");
        var failures = 1;
        await using (var application = await StartAsync("traced", log => new WrittenThroughLog(log, topic =>
        {
            if (topic == "sessions" && failures-- > 0)
            {
                throw new InvalidOperationException("a mistake in the log");
            }
        })))
        {
            application.ProduceClick(0, "ann", s_nowMs - 7_200_000);
            application.ProduceClick(0, "bob", s_nowMs);
            application.RunToIdle();

            Assert.That(application.Metrics.Recoveries, Is.EqualTo(1));
            var commits = collected.Activities("clickstream.commit");
            Assert.That(commits.Count(commit => commit.Status == ActivityStatusCode.Ok), Is.EqualTo(application.Metrics.Commits));
            Assert.That(commits.Sum(commit => commit.Status == ActivityStatusCode.Ok ? (long)commit.GetTagItem("clickstream.records")! : 0), Is.EqualTo(2));
        }

        using (Assert.EnterMultipleScope())
        {
            var recovery = collected.Activities("clickstream.recovery").Single();
            Assert.That(recovery.Status, Is.EqualTo(ActivityStatusCode.Ok));
            Assert.That(recovery.GetTagItem("error.type"), Is.EqualTo("ClickstreamAnalysis.RecordLogException"));
            Assert.That(
                collected.Activities("clickstream.rebalance").Select(rebalance => rebalance.GetTagItem("clickstream.rebalance.kind")),
                Is.EqualTo(["assigned", "revoked"]));
        }
    }

    [Test]
    public async Task Restoration_OnANewMachine_IsCountedAndTraced()
    {
        using var collected = new Collected("moved");
        SimulatedLog log;
        await using (var first = await StartAsync("moved"))
        {
            log = first.Log;
            for (var i = 0; i < 1_500; i++)
            {
                first.ProduceClick(0, $"user-{i}", s_nowMs);
            }

            first.RunToIdle();
        }

        await using var second = await SteppedApplication.StartAsync(Sessions(), log, Options("moved") with { StateDirectory = Path.Combine(_directory, "second") });
        second.RunToIdle();
        _clock.Advance(TimeSpan.FromSeconds(1));
        second.Step();
        Assert.That(() => second.Metrics.Sessions.Single().Open, Is.EqualTo(1_500).After(10_000, 10), "more than a page is counted in the background");
        collected.Collect();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(collected.Sum("clickstream.restore.records")[""], Is.EqualTo(second.Metrics.RestoredRecords).And.EqualTo(1_500));
            Assert.That(collected.Sum("clickstream.restore.remaining")[""], Is.Zero);
            Assert.That(collected.Sum("clickstream.sessions.open").Values, Is.EqualTo([1_500]));
            Assert.That(collected.Sum("clickstream.sessions.opened").Values, Is.EqualTo([0]));
            var restore = collected.Activities("clickstream.restore").Single();
            Assert.That(restore.GetTagItem("clickstream.records"), Is.EqualTo(1_500));
            Assert.That(restore.GetTagItem("clickstream.task.id"), Is.EqualTo("0_0"));
            Assert.That(restore.GetTagItem("clickstream.restore.outcome"), Is.EqualTo("complete"));
        }
    }

    [Test]
    public async Task Instruments_WithTwoApplicationsInAProcess_TellThemApartAndForgetTheDisposed()
    {
        using var one = new Collected("app-one");
        using var two = new Collected("app-two");
        await using (var first = await StartAsync("app-one"))
        {
            await using var second = await StartAsync("app-two");
            first.ProduceClick(0, "ann", s_nowMs);
            first.RunToIdle();
            second.RunToIdle();
            one.Collect();
            two.Collect();

            Assert.That(one.Sum("clickstream.records.read")[InputTopic], Is.EqualTo(1));
            Assert.That(two.Sum("clickstream.records.read"), Is.Empty, "nothing was read");
            Assert.That(two.Sum("clickstream.application.status"), Is.Not.Empty);
        }

        one.Collect();
        Assert.That(one.Sum("clickstream.application.status"), Is.Empty);
    }

    [Test]
    public void Instruments_OfOneCollection_ReadTheCountsOfOneMoment()
    {
        var reads = 0;
        var figures = new ApplicationFigures("app", () => new StreamsMetrics { Processed = ++reads }, _clock) { ReadState = () => "", ReadStateBytes = () => new Dictionary<string, long>() };

        Assert.That(new[] { figures.Read(0).Read, figures.Read(1).Read, figures.Read(2).Read }, Is.EqualTo([1, 1, 1]));
        Assert.That(new[] { figures.Read(0).Read, figures.Read(1).Read }, Is.EqualTo([2, 2]), "the next collection");
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.That(figures.Read(2).Read, Is.EqualTo(3), "another listener, later");
    }

    private static Topology Sessions()
    {
        var builder = new TopologyBuilder();
        builder.Clicks("clicks").Sessionize("sessions").Closed.To("sessions");
        return builder.Build();
    }

    private StreamsOptions Options(string application) => SteppedApplication.Options with
    {
        ApplicationId = application,
        TimeProvider = _clock,
        InMemoryState = false,
        StateDirectory = Path.Combine(_directory, application),
        BadRecords = BadRecordPolicy.Skip,
    };

    private Task<SteppedApplication> StartAsync(string application, Func<SimulatedLog, IRecordLog>? seen = null)
    {
        var log = SteppedApplication.LogWith(("clicks", 2), ("sessions", 1));
        return SteppedApplication.StartAsync(Sessions(), log, Options(application), seen?.Invoke(log));
    }
}
