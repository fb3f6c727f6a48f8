using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>What an application logs about records it loses, and about windows that cannot close.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class LossReportTests : IDisposable
{
    private const long Minute = 60_000;

    private static readonly long s_start = SteppedApplication.Now.AddDays(-1).ToUnixTimeMilliseconds();

    private readonly FakeTimeProvider _clock = new(SteppedApplication.Now);
    private readonly RecordedLogs _logs = new();

    public void Dispose() => _logs.Dispose();

    [Test]
    public async Task LateRecords_AFlood_LogsTheFirstAndThenOneLineAMinute()
    {
        await using var application = await StartAsync(clicks => clicks
            .SelectKey((_, click) => click.Page!, Serdes.Utf8)
            .AggregateByWindow("views", TumblingWindows.Of(TimeSpan.FromMinutes(1)), static () => 0L, static (count, _, _) => count + 1));
        Click(application, 0, 10 * Minute, "/secret-page");
        Pass(application, seconds: 10);
        Click(application, 0, 5 * Minute, "/secret-page");
        application.RunToIdle();

        var first = Late().Single();
        Assert.That(first, Does.Contain("Operator views of task 1_").And.Contain("app-views-repartition-").And.Contain("window-closed, 0:05:00 behind stream time")
            .And.Contain("A grace period of 0:04:00").And.Contain("offset "));

        for (var minute = 0; minute < 3; minute++)
        {
            for (var i = 0; i < 500; i++)
            {
                Click(application, 0, minute * Minute, "/secret-page");
            }

            Pass(application, seconds: 60);
        }

        application.RunToIdle();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Late().Skip(1), Has.Exactly(3).Items);
            Assert.That(Late()[1], Does.Contain("dropped 501 records").And.Contain("up to 0:10:00 behind stream time").And.Contain("501 since the start"));
            Assert.That(Late()[3], Does.Contain("dropped 500 records").And.Contain("up to 0:08:00").And.Contain("1501 since the start"));
            Assert.That(_logs.With("secret"), Is.Empty, "no keys, no values");
            Assert.That(application.Metrics.Dropped.Single().Records, Is.EqualTo(1_501));
        }
    }

    [Test]
    public async Task LateRecord_OneAndNoMore_IsLoggedOnce()
    {
        var application = await StartAsync(clicks => clicks.Sessionize("sessions"));
        Click(application, 0, 600 * Minute, "/");
        Click(application, 0, 0, "/", user: "bob");
        Pass(application, seconds: 200);
        await application.DisposeAsync();

        Assert.That(_logs.With("session-closed"), Has.Exactly(1).Items);
    }

    [Test]
    public async Task LateRecords_StoppedBeforeTheMinuteIsOver_AreSummarizedAtTheEnd()
    {
        var application = await StartAsync(clicks => clicks.Sessionize("sessions"));
        Click(application, 0, 600 * Minute, "/");
        Click(application, 0, 0, "/", user: "bob");
        Click(application, 0, 0, "/", user: "bob");
        application.RunToIdle();
        await application.DisposeAsync();

        Assert.That(_logs.With("session-closed").Last(), Does.Contain("dropped 2 records").And.Contain("a grace period of 9:30:00 would have kept them"));
    }

    [Test]
    public async Task BadRecords_Skipped_LogsTheFirstOfEachReasonWithItsPlace()
    {
        await using var application = await StartAsync(clicks => clicks.Sessionize("sessions"), options => options with { BadRecords = BadRecordPolicy.Skip });
        for (var i = 0; i < 100; i++)
        {
            application.Produce("clicks", 1, s_start, Encoding.UTF8.GetBytes("secret"), Encoding.UTF8.GetBytes("{"));
            application.Produce("clicks", 0, s_start, null, SteppedApplication.Click("secret", s_start));
            application.Produce("clicks", 0, s_start, Encoding.UTF8.GetBytes("secret"), SteppedApplication.Click("secret", s_start + (72 * 60 * Minute)));
        }

        application.RunToIdle();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(_logs.With("clicks-source"), Has.Exactly(3).Items);
            Assert.That(_logs.With("invalid-json").Single(), Does.Contain("task 0_1").And.Contain("at clicks-1, offset 0"));
            Assert.That(_logs.With("null-key").Single(), Does.Contain("task 0_0").And.Contain("at clicks-0, offset 0"));
            Assert.That(_logs.With("future-time").Single(), Does.Contain("task 0_0").And.Contain("at clicks-0, offset 1"));
            Assert.That(_logs.With("secret"), Is.Empty);
            Assert.That(application.Metrics.Dropped.Sum(loss => loss.Records), Is.EqualTo(300));
        }
    }

    [Test]
    public async Task InputsIdle_WithoutIdleTimeout_SaysHowMuchStaysOpenOncePerQuietPeriod()
    {
        await using var application = await StartAsync(clicks =>
        {
            clicks.Sessionize("sessions");
            clicks.SelectKey((_, click) => click.Page!, Serdes.Utf8).CountByWindow("views", TumblingWindows.Of(TimeSpan.FromMinutes(1)));
        });
        for (var i = 0; i < 12; i++)
        {
            Click(application, i % 2, i, "/", user: $"user-{i}");
        }

        Pass(application, seconds: 20);
        Assert.That(Idle(), Is.Empty, "not yet");
        Pass(application, seconds: 100);
        Assert.That(Idle(), Has.Exactly(2).Items);
        Assert.That(Idle(), Has.One.Contains("12 sessions of operator sessions stay open because IdleTimeout is not set (2 tasks)")
            .And.One.Contains("1 windows of operator views stay open because IdleTimeout is not set (task 1_"));

        Click(application, 0, 13, "/");
        Pass(application, seconds: 100);
        Assert.That(Idle().Skip(2), Has.Some.Contains("sessions of operator sessions"), "another quiet period");
        Assert.That(_logs.With("user-"), Is.Empty);
    }

    [Test]
    public async Task InputsIdle_NothingOpenOrIdleTimeoutSet_SaysNothing([Values] bool hasTimeout)
    {
        await using var application = await StartAsync(
            clicks => clicks.Sessionize("sessions"), options => options with { IdleTimeout = hasTimeout ? TimeSpan.FromSeconds(50) : null });
        if (hasTimeout)
        {
            Click(application, 0, 0, "/");
        }

        Pass(application, seconds: 120);

        Assert.That(Idle(), Is.Empty);
    }

    [Test]
    public async Task InputMissing_WhileOthersHoldRecords_NamesTheInputOnce()
    {
        var log = SteppedApplication.LogWith(("clicks", 1), ("orders", 1));
        var builder = new TopologyBuilder();
        builder.Clicks("clicks").Merge(builder.Clicks("orders")).Sessionize("sessions");
        var seen = new EndlessLog(log, "orders");
        await using var application = await SteppedApplication.StartAsync(
            builder.Build(), log, SteppedApplication.Options with { TimeProvider = _clock, LoggerFactory = _logs }, seen);
        application.RunToIdle();
        Click(application, 0, 0, "/");
        Click(application, 0, 1, "/");

        Pass(application, seconds: 100);

        Assert.That(_logs.With("held back").Single(), Does.Contain("Task 0_0 has held back 2 records").And.Contain("nothing arrives from orders-0"));

        seen.HasEnds = true;
        application.RunToIdle();
        Assert.That(application.Metrics.Processed, Is.EqualTo(2));
    }

    private string[] Late() => _logs.With("window-closed");

    private string[] Idle() => _logs.With("stay open");

    private Task<SteppedApplication> StartAsync(Action<KStream<string, ClickEvent>> add, Func<StreamsOptions, StreamsOptions>? change = null)
    {
        var builder = new TopologyBuilder();
        add(builder.Clicks("clicks"));
        var options = SteppedApplication.Options with { TimeProvider = _clock, LoggerFactory = _logs };
        return SteppedApplication.StartAsync(builder.Build(), SteppedApplication.LogWith(("clicks", 2)), change?.Invoke(options) ?? options);
    }

    /// <summary>Time passes for the application.</summary>
    private void Pass(SteppedApplication application, int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            application.RunToIdle();
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        application.RunToIdle();
    }

    private static void Click(SteppedApplication application, int partition, long timeMs, string page, string user = "ann") =>
        application.Produce("clicks", partition, s_start + timeMs, Encoding.UTF8.GetBytes(user), SteppedApplication.Click(user, s_start + timeMs, page));
}
