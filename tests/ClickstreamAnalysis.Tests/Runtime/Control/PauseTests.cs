using Microsoft.Extensions.Time.Testing;

namespace ClickstreamAnalysis.Tests.Runtime.Control;

/// <summary>A paused application stands still at a commit, in its group, and continues exactly there.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class PauseTests
{
    private readonly FakeTimeProvider _clock = new(SteppedApplication.Now);

    private StreamsOptions Options => SteppedApplication.Options with { TimeProvider = _clock, CommitInterval = TimeSpan.FromMinutes(1) };

    [Test]
    public async Task Pause_WithUncommittedRecords_CommitsThem_AndResumeContinuesWithTheNext()
    {
        var log = SteppedApplication.LogWith(("in", 2), ("out", 2));
        await using var application = await SteppedApplication.StartAsync(CountingTopology.Create("in", "out"), log, Options);
        Produce(application, 0, 1);
        Produce(application, 1, 2);
        application.RunToIdle();
        Assert.That(application.ReadAll("out"), Is.Empty, "the commit is not due");

        var pausing = application.Application.PauseAsync();
        Assert.That(pausing.IsCompleted, Is.False, "the next turn stops");
        application.Step();
        Assert.That((pausing.IsCompletedSuccessfully, application.Application.IsPaused), Is.EqualTo((true, true)));
        Assert.That(application.ReadAll("out"), Has.Count.EqualTo(2), "committed");

        Produce(application, 0, 1);
        _clock.Advance(TimeSpan.FromMinutes(5));
        Turn(application, 10);
        Assert.That(application.Metrics.Read, Is.EqualTo(2), "nothing more is processed");
        Assert.That(application.Application.State, Is.EqualTo(StreamsState.Running), "it is still a member with its tasks");
        Assert.That(application.Application.Describe().Waits.Single().Reason, Is.EqualTo(WaitReason.Resume));

        application.Application.Resume();
        application.RunToIdle();
        _clock.Advance(TimeSpan.FromMinutes(2));
        application.RunToIdle();
        Assert.That(Counts(application), Is.EquivalentTo(new[] { (1, 1L), (2, 1L), (1, 2L) }));
        Assert.That(application.Application.IsPaused, Is.False);
    }

    [Test]
    public async Task Pause_BeforeTheStart_StartsPaused()
    {
        var log = SteppedApplication.LogWith(("in", 1), ("out", 1));
        await using var paused = new StreamsApplication(CountingTopology.Create("in", "out"), log, Options with { CommitInterval = TimeSpan.Zero });
        await paused.PauseAsync();
        await paused.StartAsync();
        await using var feeder = await SteppedApplication.StartAsync(Copy(), log, Options with { ApplicationId = "other" });
        Produce(feeder, 0, 1);

        for (var i = 0; i < 10; i++)
        {
            paused.Step();
        }

        Assert.That((paused.State, paused.Metrics.Read), Is.EqualTo((StreamsState.Running, 0L)));
        paused.Resume();
        for (var i = 0; i < 10; i++)
        {
            paused.Step();
        }

        Assert.That(paused.Metrics.Read, Is.EqualTo(1));
    }

    [Test]
    public async Task Tasks_AssignedDuringThePause_AreRestoredAndStartPaused()
    {
        var log = SteppedApplication.LogWith(("in", 2), ("out", 2));
        var options = Options with { CommitInterval = TimeSpan.Zero };
        var first = await SteppedApplication.StartAsync(CountingTopology.Create("in", "out"), log, options with { InstanceId = "one" });
        await using var second = await SteppedApplication.StartAsync(CountingTopology.Create("in", "out"), log, options with { InstanceId = "two" });
        RunBoth(first, second);
        Produce(first, 0, 1);
        Produce(first, 1, 2);
        RunBoth(first, second);

        var pausing = second.Application.PauseAsync();
        second.Step();
        await pausing;
        await first.DisposeAsync();
        Produce(second, 0, 1);
        Produce(second, 1, 2);
        Turn(second, 20);
        Assert.That(second.Application.Describe().Threads.Single().Tasks.Select(task => task.Status), Is.EqualTo(new[] { StreamTaskStatus.Paused, StreamTaskStatus.Paused }));
        Assert.That(second.ReadAll("out"), Has.Count.EqualTo(2), "the new task does not process either");

        second.Application.Resume();
        second.RunToIdle();
        Assert.That(Counts(second), Is.EquivalentTo(new[] { (1, 1L), (2, 1L), (1, 2L), (2, 2L) }));
    }

    [Test]
    public async Task Punctuation_OnTheWallClock_DoesNotCountThePause()
    {
        var fired = 0;
        var builder = new TopologyBuilder();
        builder.Stream("in", Serdes.Int32, Serdes.Int32).Process("tick", () => new Ticker(() => fired++)).To("out", Serdes.Int32, Serdes.Int32);
        await using var application = await SteppedApplication.StartAsync(builder.Build(), SteppedApplication.LogWith(("in", 1), ("out", 1)), Options);
        application.RunToIdle();
        _clock.Advance(TimeSpan.FromSeconds(6));
        application.RunToIdle();

        _ = application.Application.PauseAsync();
        application.Step();
        _clock.Advance(TimeSpan.FromMinutes(1));
        Turn(application, 3);
        application.Application.Resume();
        application.RunToIdle();
        Assert.That(fired, Is.Zero, "six of ten seconds have passed outside the pause");

        _clock.Advance(TimeSpan.FromSeconds(5));
        application.RunToIdle();
        Assert.That(fired, Is.EqualTo(1));
    }

    [Test]
    public async Task IdleTimeout_DoesNotCountThePause()
    {
        var builder = new TopologyBuilder();
        builder.Stream("in", Serdes.Int32, Serdes.Int32).CountByWindow("counts", TumblingWindows.Of(TimeSpan.FromSeconds(1))).Closed.ForEach(static _ => { }, "ignore");
        await using var application = await SteppedApplication.StartAsync(
            builder.Build(), SteppedApplication.LogWith(("in", 1), ("out", 1)), Options with { IdleTimeout = TimeSpan.FromSeconds(10), CommitInterval = TimeSpan.Zero });
        application.RunToIdle();
        Produce(application, 0, 1);
        application.RunToIdle();
        _clock.Advance(TimeSpan.FromSeconds(1));
        application.RunToIdle();
        var before = StreamTime(application);
        Assert.That(before, Is.Not.Null);

        _ = application.Application.PauseAsync();
        application.Step();
        _clock.Advance(TimeSpan.FromMinutes(1));
        Turn(application, 3);
        application.Application.Resume();
        application.RunToIdle();
        _clock.Advance(TimeSpan.FromSeconds(5));
        application.RunToIdle();
        Assert.That(StreamTime(application), Is.EqualTo(before), "five idle seconds outside the pause");

        _clock.Advance(TimeSpan.FromSeconds(6));
        application.RunToIdle();
        _clock.Advance(TimeSpan.FromSeconds(2));
        application.RunToIdle();
        Assert.That(StreamTime(application), Is.GreaterThan(before!.Value));
    }

    [Test]
    public async Task Pause_OfAStoppedApplication_IsRefused()
    {
        var application = await SteppedApplication.StartAsync(Copy(), SteppedApplication.LogWith(("in", 1), ("out", 1)), Options);
        await application.DisposeAsync();

        Assert.That(() => application.Application.PauseAsync(), Throws.InvalidOperationException.With.Message.Contains("stopped"));
    }

    private static Topology Copy()
    {
        var builder = new TopologyBuilder();
        builder.Stream("in", Serdes.Bytes, Serdes.Bytes).To("out");
        return builder.Build();
    }

    private void Produce(SteppedApplication application, int partition, int key) =>
        application.Produce("in", partition, _clock.GetUtcNow().ToUnixTimeMilliseconds(), Bytes(key), Bytes(key));

    private static byte[] Bytes(int value)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        Serdes.Int32.Serialize(value, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    private static (int Key, long Count)[] Counts(SteppedApplication application) =>
        [.. application.ReadAll("out").Select(record => (Serdes.Int32.Deserialize(record.Key), Serdes.Int64.Deserialize(record.Value)))];

    private DateTimeOffset? StreamTime(SteppedApplication application) => application.Application.Describe().Threads.Single().Tasks.Single().StreamTime;

    private static void Turn(SteppedApplication application, int turns)
    {
        for (var i = 0; i < turns; i++)
        {
            application.Step();
        }
    }

    private static void RunBoth(SteppedApplication first, SteppedApplication second)
    {
        for (var i = 0; i < 20; i++)
        {
            first.Step();
            second.Step();
        }
    }

    private sealed class Ticker(Action tick) : IProcessor<int, int, int, int>
    {
        public void Initialize(IProcessorContext<int, int> context) => context.Schedule(TimeSpan.FromSeconds(10), PunctuationType.WallClockTime, _ => tick());

        public void Process(in Record<int, int> record)
        {
        }
    }
}
