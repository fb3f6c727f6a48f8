using ClickstreamAnalysis.Testing;
using Microsoft.Extensions.Time.Testing;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>A thread that had no processor for a while does not take its inputs for idle: it could not hear of their records.</summary>
public sealed class HeldUpThreadTests
{
    private const long MinuteMs = 60_000;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_longer = TimeSpan.FromSeconds(30);
    private static readonly long s_startMs = SteppedApplication.Now.AddHours(-1).ToUnixTimeMilliseconds();

    private FakeTimeProvider _clock = null!;
    private SimulatedLog _inner = null!;
    private SuspendedLog _log = null!;

    private StreamsOptions Options => SteppedApplication.Options with { TimeProvider = _clock, Threads = 1 };

    [SetUp]
    public void Create()
    {
        _clock = new FakeTimeProvider(SteppedApplication.Now);
        _inner = SteppedApplication.LogWith(("clicks", 2), ("out", 1));
        _log = new SuspendedLog(_inner, _clock);
    }

    [TearDown]
    public async Task CloseAsync()
    {
        await _log.DisposeAsync();
        await _inner.DisposeAsync();
    }

    [Test]
    public async Task BehindARepartitionTopic_PartitionsAreStillWaitedFor()
    {
        await using var application = await StartAsync(static clicks => clicks.SelectKey(static (_, click) => click.Page!, Serdes.Utf8), Options);
        await ClickAsync(application, partition: 0, minute: 0);
        await ClickAsync(application, partition: 0, minute: 5);

        await _log.SuspendAsync(s_longer, () => Click(application, partition: 1, minute: 0)).WaitAsync(s_patience);
        await ClickAsync(application, partition: 1, minute: 9);

        await UntilAsync(() => application.ReadAll("out").Count > 0);
        Assert.That(Results(application), Is.EqualTo(new[] { "0: 2" }));
    }

    [Test]
    public async Task WithIdleTimeout_StreamTimeDoesNotFollowTheWallClock()
    {
        await using var application = await StartAsync(static clicks => clicks, Options with { IdleTimeout = TimeSpan.FromSeconds(20) });
        await ClickAsync(application, partition: 0, minute: 0);

        await _log.SuspendAsync(s_longer, () => Click(application, partition: 0, minute: 0)).WaitAsync(s_patience);
        await ClickAsync(application, partition: 0, minute: 9);

        await UntilAsync(() => application.ReadAll("out").Count > 0);
        Assert.That(Results(application), Is.EqualTo(new[] { "0: 2" }));
    }

    [Test]
    public async Task HeldUpAgainAndAgain_APartitionWithoutRecordsIsNotWaitedForForever()
    {
        await using var application = await StartAsync(static clicks => clicks.SelectKey(static (_, click) => click.Page!, Serdes.Utf8), Options);
        await ClickAsync(application, partition: 0, minute: 0);
        await ClickAsync(application, partition: 0, minute: 5);
        for (var i = 0; i < 6; i++)
        {
            await _log.SuspendAsync(s_longer, static () => { }).WaitAsync(s_patience);
        }

        await UntilAsync(() => application.ReadAll("out").Count > 0);
        Assert.That(Results(application), Is.EqualTo(new[] { "0: 1" }));
    }

    /// <summary>An application that counts by minute.</summary>
    private async Task<SteppedApplication> StartAsync(Func<KStream<string, ClickEvent>, KStream<string, ClickEvent>> keyed, StreamsOptions options)
    {
        var builder = new TopologyBuilder();
        keyed(builder.Clicks("clicks"))
            .CountByWindow("minutes", TumblingWindows.Of(TimeSpan.FromMinutes(1))).Closed
            .Map(static (window, count) => (window.Key, $"{(window.StartMs - s_startMs) / MinuteMs}: {count}")).To("out", Serdes.Utf8, Serdes.Utf8);
        var application = await SteppedApplication.StartAsync(builder.Build(), _inner, options, _log);
        await UntilAsync(() => application.Application.State == StreamsState.Running);
        return application;
    }

    private static void Click(SteppedApplication application, int partition, int minute) =>
        application.ProduceClick(partition, "ann", s_startMs + (minute * MinuteMs));

    private static async Task ClickAsync(SteppedApplication application, int partition, int minute)
    {
        var before = application.Metrics.Processed;
        Click(application, partition, minute);
        await UntilAsync(() => application.Metrics.Processed > before);
    }

    private static string[] Results(SteppedApplication application) =>
        [.. application.ReadAll("out").Select(static record => System.Text.Encoding.UTF8.GetString(record.Value!))];

    private static async Task UntilAsync(Func<bool> condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.That(TimeProvider.System.GetElapsedTime(started), Is.LessThan(s_patience));
            await Task.Delay(5);
        }
    }
}
