using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Processing.Repartitioning;
using ClickstreamAnalysis.Testing;
using Microsoft.Extensions.Time.Testing;
using static ClickstreamAnalysis.Tests.Runtime.MinuteCounts;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>Whom stream time behind a repartition topic waits for, and for how long.</summary>
public sealed class UpstreamStreamTimeTests
{
    private FakeTimeProvider _clock = null!;

    private StreamsOptions Options => SteppedApplication.Options with { TimeProvider = _clock };

    [SetUp]
    public void SetClock() => _clock = new FakeTimeProvider(SteppedApplication.Now);

    [Test]
    public async Task APartitionThatIsBehind_IsWaitedFor()
    {
        await using var application = await StartAsync(partitions: 2);
        Click(application, partition: 0, minute: 0);
        Click(application, partition: 1, minute: 0);
        Click(application, partition: 0, minute: 10);
        application.RunToIdle();
        Assert.That(Closed(application), Is.Empty, "partition 1 stands at minute 0");

        Click(application, partition: 1, minute: 5);
        application.RunToIdle();

        Assert.That(Closed(application), Is.EqualTo(new[] { "0: 2" }));
    }

    [Test]
    public async Task AnEmptyPartition_IsLeftOutAfterUpstreamIdleTimeout_WithoutIdleTimeout()
    {
        await using var application = await StartAsync(partitions: 2);
        Click(application, partition: 0, minute: 0);
        Click(application, partition: 0, minute: 5);
        application.RunToIdle();
        _clock.Advance(TimeSpan.FromSeconds(4.9));
        Click(application, partition: 0, minute: 5);
        application.RunToIdle();
        Assert.That(Closed(application), Is.Empty);

        _clock.Advance(TimeSpan.FromSeconds(0.6));
        application.RunToIdle();

        Assert.That(Closed(application), Is.EqualTo(new[] { "0: 1" }), "stream time is minute 5");
    }

    /// <summary>Its records are with their producers until it has a leader again.</summary>
    [Test]
    public async Task APartitionWithoutALeader_IsWaitedFor()
    {
        var inner = SteppedApplication.LogWith(("clicks", 2), ("out", 1));
        await using var log = new LeaderlessLog(inner, new("clicks", 1));
        await using var application = await StartAsync(inner, Options, log);
        Click(application, partition: 0, minute: 0);
        Click(application, partition: 1, minute: 0);
        Click(application, partition: 0, minute: 5);
        application.RunToIdle();
        log.HasLeader = false;
        Pass(application, seconds: 60);
        Assert.That(log.Queries, Is.InRange(5, 12), "a query, and the time without records starts anew");
        log.HasLeader = true;
        Pass(application, seconds: 4);
        Assert.That(Closed(application), Is.Empty, "the producers have not written yet");

        Click(application, partition: 1, minute: 0);
        Click(application, partition: 1, minute: 5);
        application.RunToIdle();

        Assert.That(Closed(application), Is.EqualTo(new[] { "0: 3" }));
    }

    [Test]
    public async Task TheEndOfAnIdlePartition_IsAskedForOnce()
    {
        var inner = SteppedApplication.LogWith(("clicks", 2), ("out", 1));
        await using var log = new LeaderlessLog(inner, new("clicks", 1));
        await using var application = await StartAsync(inner, Options, log);
        Click(application, partition: 1, minute: 0);
        application.RunToIdle();
        Pass(application, seconds: 600);
        Assert.That(log.Queries, Is.EqualTo(1));

        Click(application, partition: 1, minute: 0);
        application.RunToIdle();
        Pass(application, seconds: 600);
        Assert.That(log.Queries, Is.EqualTo(2), "once more after a record");
    }

    /// <summary>A transaction that is still open may hold records of any time.</summary>
    [Test]
    public async Task APartitionWithAnOpenTransaction_IsWaitedFor()
    {
        await using var application = await StartAsync(partitions: 2);
        Click(application, partition: 0, minute: 0);
        Click(application, partition: 1, minute: 0);
        Click(application, partition: 0, minute: 5);
        application.RunToIdle();
        using var producer = application.Log.CreateProducer(new LogProducerOptions { TransactionalId = "other" });
        producer.InitTransactions(TimeSpan.FromSeconds(5));
        producer.BeginTransaction();
        SteppedApplication.ProduceClick(producer, 1, "ann", StartMs);
        producer.Flush(TimeSpan.FromSeconds(5));
        Pass(application, seconds: 20);
        Assert.That(Closed(application), Is.Empty);

        producer.CommitTransaction(TimeSpan.FromSeconds(5));
        application.RunToIdle();
        Pass(application, seconds: 6);

        Assert.That(Closed(application), Is.EqualTo(new[] { "0: 3" }));
    }

    [Test]
    public async Task AllPartitionsQuiet_StreamTimeIsTheHighestSeen()
    {
        await using var application = await StartAsync(partitions: 3);
        Click(application, partition: 0, minute: 0);
        Click(application, partition: 1, minute: 9);
        application.RunToIdle();
        _clock.Advance(TimeSpan.FromSeconds(6));

        application.RunToIdle();

        Assert.That(Closed(application), Is.EqualTo(new[] { "0: 1" }));
    }

    /// <summary>
    /// One partition ends long before the other. When both are quiet, the tasks behind the first repartition topic close the sessions of that
    /// time, and are quiet themselves: what they send then is not late behind the second one.
    /// </summary>
    [Test]
    public async Task ResultsOfTasksThatBecomeQuiet_AreNotLateBehindTheNextRepartition()
    {
        const int Users = 400;
        const int Minutes = 50;
        const int ClosedMinutes = Minutes - 3; // the last results may be a gap and the last window behind stream time
        var builder = new TopologyBuilder();
        builder.Clicks("clicks").SelectKey(static (_, click) => click.User, Serdes.Utf8)
            .Sessionize("sessions", new SessionWindows { Gap = TimeSpan.FromMinutes(1) }).Closed
            .SelectKey(static (_, _) => "all", Serdes.Utf8)
            .CountByWindow("ended", TumblingWindows.Of(TimeSpan.FromMinutes(1))).Closed
            .Map(static (window, count) => (window.Key, Text(window.StartMs, count))).To("out", Serdes.Utf8, Serdes.Utf8);
        await using var application = await SteppedApplication.StartAsync(builder.Build(), SteppedApplication.LogWith(("clicks", 2), ("out", 1)), Options);
        application.ProduceClick(1, "user-0", StartMs);
        for (var i = 0; i < Users; i++)
        {
            application.ProduceClick(0, $"user-{i}", StartMs + (i * Minutes * MinuteMs / Users));
        }

        application.RunToIdle();
        Assert.That(Closed(application), Is.Empty, "partition 1 stands at minute 0");

        Pass(application, seconds: 20);

        Assert.That(Closed(application), Is.EquivalentTo(Enumerable.Range(0, ClosedMinutes).Select(static minute => $"{minute}: {Users / Minutes}")));
    }

    [Test]
    public async Task IdleTimeout_TheLastWindowClosesBehindARepartitionToo()
    {
        await using var application = await StartAsync(partitions: 3, Options with { IdleTimeout = TimeSpan.FromSeconds(20) });
        Click(application, partition: 1, minute: 58);
        application.RunToIdle();
        _clock.Advance(TimeSpan.FromSeconds(19));
        application.RunToIdle();
        Assert.That(Closed(application), Is.Empty);

        _clock.Advance(TimeSpan.FromSeconds(2));
        application.RunToIdle();

        Assert.That(Closed(application), Is.EqualTo(new[] { "58: 1" }));
    }

    [Test]
    public async Task RestartedWithoutState_AQuietUpstreamTellsItAgain()
    {
        var log = SteppedApplication.LogWith(("clicks", 2), ("out", 1));
        await using var first = await StartAsync(log, Options with { InstanceId = "one" });
        var second = await StartAsync(log, Options with { InstanceId = "two" });
        Run(first, second);
        Click(first, partition: 0, minute: 0);
        Click(first, partition: 1, minute: 0);
        Run(first, second);
        _clock.Advance(TimeSpan.FromSeconds(6));
        Run(first, second);

        await second.DisposeAsync();
        await using var third = await StartAsync(log, Options with { InstanceId = "two" });
        Run(first, third);
        Click(first, partition: 0, minute: 9);
        Run(first, third);
        _clock.Advance(TimeSpan.FromSeconds(6));
        Run(first, third);

        Assert.That(Closed(first), Is.EqualTo(new[] { "0: 2" }));
    }

    [Test]
    public async Task AnUpstreamThatSendsNothing_IsWaitedForWithinTheLimit_AndThatIsReported()
    {
        var log = SteppedApplication.LogWith(("clicks", 2), ("out", 1));
        var options = Options with { UpstreamWaitTimeout = TimeSpan.FromMinutes(10), LoggerFactory = new CollectingLoggerFactory() };
        await using var first = await StartAsync(log, options with { InstanceId = "one" });
        await using var second = await StartAsync(log, options with { InstanceId = "two" });
        Run(first, second);

        // From here on the second instance stands still: it holds its partition and does not read it.
        Click(first, partition: 0, minute: 0);
        Click(first, partition: 1, minute: 0);
        Click(first, partition: 0, minute: 5);
        Click(first, partition: 1, minute: 5);
        for (var i = 0; i < 11 * 12; i++)
        {
            Run(first);
            if (i == 9 * 12)
            {
                Assert.That(Closed(first), Is.Empty);
                Assert.That(((CollectingLoggerFactory)options.LoggerFactory).Warnings, Has.Some.Contains("waits for task 0_"));
            }

            _clock.Advance(TimeSpan.FromSeconds(5));
        }

        Assert.That(first.Metrics.UpstreamsLeftOut, Is.Positive);
        Assert.That(((CollectingLoggerFactory)options.LoggerFactory).Warnings, Has.Some.Contains("continues without task 0_"));
    }

    [Test]
    public async Task Markers_Of100By100Partitions_AreBounded()
    {
        const int Seconds = 60;
        await using var application = await StartAsync(partitions: 100);
        for (var second = 0; second < Seconds; second++)
        {
            for (var i = 0; i < 10; i++)
            {
                Click(application, partition: i * 10, minute: 0, offsetMs: (second * 100) + i);
                application.Step();
                _clock.Advance(TimeSpan.FromMilliseconds(100));
            }
        }

        var frames = application.ReadAll("app-pages-repartition").Where(record => RepartitionFrame.IsMarkerOf(record.Value)).ToArray();
        TestContext.Out.WriteLine($"{frames.Length} markers in {Seconds} s, {frames.Sum(frame => frame.Value!.Length)} bytes");
        Assert.That(frames, Has.Length.LessThan((Seconds * 2_000) + 10_000));
    }

    [Test]
    public async Task ARecordOfAnotherOriginInARepartitionTopic_IsABadRecord()
    {
        await using var application = await StartAsync(partitions: 1);
        application.RunToIdle();
        application.Produce("app-pages-repartition", 0, StartMs, [1], "{}"u8.ToArray());

        Assert.That(application.RunToIdle, Throws.TypeOf<BadRecordException>().With.Message.Contains("repartition-frame").And.Message.Contains("app-pages-repartition"));
    }

    private Task<SteppedApplication> StartAsync(int partitions, StreamsOptions? options = null) =>
        StartAsync(SteppedApplication.LogWith(("clicks", partitions), ("out", 1)), options ?? Options);

    private static Task<SteppedApplication> StartAsync(SimulatedLog log, StreamsOptions options, IRecordLog? seen = null) =>
        SteppedApplication.StartAsync(MinuteCounts.Topology(ByPage), log, options, seen);

    /// <summary>Lets time pass, in steps that are long enough for a check of idle inputs in each turn.</summary>
    private void Pass(SteppedApplication application, int seconds)
    {
        for (var i = 0; i < 2 * seconds; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(0.5));
            application.Step();
        }
    }

    private static void Run(params SteppedApplication[] applications)
    {
        for (var i = 0; i < 40; i++)
        {
            foreach (var application in applications)
            {
                application.Step();
            }
        }
    }
}
