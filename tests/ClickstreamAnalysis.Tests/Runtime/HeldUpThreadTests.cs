using ClickstreamAnalysis.Testing;
using Microsoft.Extensions.Time.Testing;
using static ClickstreamAnalysis.Tests.Runtime.MinuteCounts;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>A thread that had no processor for a while does not take its inputs for idle: it could not hear of their records.</summary>
public sealed class HeldUpThreadTests
{
    private static readonly TimeSpan s_longer = TimeSpan.FromSeconds(30);

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
        await using var application = await StartAsync(ByPage, Options);
        await ClickAsync(application, partition: 0, minute: 0);
        await ClickAsync(application, partition: 0, minute: 5);

        await _log.SuspendAsync(s_longer, () => Click(application, partition: 1, minute: 0)).WaitAsync(Waiting.Patience);
        await ClickAsync(application, partition: 1, minute: 9);

        await Waiting.UntilAsync(() => application.ReadAll("out").Count > 0);
        Assert.That(Closed(application), Is.EqualTo(new[] { "0: 2" }));
    }

    [Test]
    public async Task WithIdleTimeout_StreamTimeDoesNotFollowTheWallClock()
    {
        await using var application = await StartAsync(static clicks => clicks, Options with { IdleTimeout = TimeSpan.FromSeconds(20) });
        await ClickAsync(application, partition: 0, minute: 0);

        await _log.SuspendAsync(s_longer, () => Click(application, partition: 0, minute: 0)).WaitAsync(Waiting.Patience);
        await ClickAsync(application, partition: 0, minute: 9);

        await Waiting.UntilAsync(() => application.ReadAll("out").Count > 0);
        Assert.That(Closed(application), Is.EqualTo(new[] { "0: 2" }));
    }

    [Test]
    public async Task HeldUpAgainAndAgain_APartitionWithoutRecordsIsNotWaitedForForever()
    {
        await using var application = await StartAsync(ByPage, Options);
        await ClickAsync(application, partition: 0, minute: 0);
        await ClickAsync(application, partition: 0, minute: 5);
        for (var i = 0; i < 6; i++)
        {
            await _log.SuspendAsync(s_longer, static () => { }).WaitAsync(Waiting.Patience);
        }

        await Waiting.UntilAsync(() => application.ReadAll("out").Count > 0);
        Assert.That(Closed(application), Is.EqualTo(new[] { "0: 1" }));
    }

    /// <summary>An application that counts by minute.</summary>
    private async Task<SteppedApplication> StartAsync(Func<KStream<string, ClickEvent>, KStream<string, ClickEvent>> keyed, StreamsOptions options)
    {
        var application = await SteppedApplication.StartAsync(MinuteCounts.Topology(keyed), _inner, options, _log);
        await Waiting.UntilAsync(() => application.Application.State == StreamsState.Running);
        return application;
    }

    private static async Task ClickAsync(SteppedApplication application, int partition, int minute)
    {
        var before = application.Metrics.Processed;
        Click(application, partition, minute);
        await Waiting.UntilAsync(() => application.Metrics.Processed > before);
    }
}
