using ClickstreamAnalysis.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ClickstreamAnalysis.Hosting.Tests.Running;

/// <summary>Applications start and stop with their host, and do to it what was chosen when they fail.</summary>
[TestFixture]
public sealed class HostedApplicationTests
{
    [TearDown]
    public void ForgetExitCode() => Environment.ExitCode = 0;

    [Test]
    public async Task Host_StartsAndStops_ProcessesAndCommits()
    {
        var log = new SimulatedLog();
        await TestHost.WriteAsync(log, "a", "b");
        using var host = TestHost.Shop(log);
        await host.StartAsync();
        Assert.That(await TestHost.ReadAsync(log, 2), Is.EqualTo(new[] { "a", "b" }));
        await host.StopAsync();

        var shop = host.Application();
        Assert.That((shop.Name, shop.State, shop.Metrics.Processed, shop.Failure, shop.Restarts), Is.EqualTo(("shop", StreamsState.Stopped, 2L, (Exception?)null, 0)));
        Assert.That(host.Messages().Of(902), Is.EqualTo(new[] { "The application 'shop' has stopped. Everything it processed is committed." }));
        Assert.That(Environment.ExitCode, Is.Zero);
    }

    [Test]
    public async Task Host_NextOne_ContinuesWhereTheLastStopped()
    {
        var log = new SimulatedLog();
        for (var run = 1; run <= 3; run++)
        {
            await TestHost.WriteAsync(log, $"{run}");
            using var host = TestHost.Shop(log);
            await host.StartAsync();
            await TestHost.ReadAsync(log, run);
            await host.StopAsync();
        }

        Assert.That(await TestHost.ReadAsync(log, 3), Is.EqualTo(new[] { "1", "2", "3" }));
    }

    [Test]
    public async Task Start_LogThatIsNotUp_DoesNotHoldUpTheHost()
    {
        var log = new SimulatedLog();
        using var isUp = new ManualResetEventSlim();
        using var host = TestHost.Shop(log, shop => shop.Topology(TestHost.Copy).UseLog(_ =>
        {
            isUp.Wait(TestHost.Patience);
            return log;
        }));
        await host.StartAsync().WaitAsync(TestHost.Patience);
        var shop = host.Application();
        Assert.That(shop.State, Is.EqualTo(StreamsState.Created));
        Assert.That(() => shop.Current, Throws.InvalidOperationException.With.Message.Contains("'shop' is not created yet"));
        isUp.Set();
        await TestHost.UntilAsync(() => shop.State == StreamsState.Running, host);
        await host.StopAsync();
    }

    [Test]
    public async Task Stop_DuringTheStart_DoesNotWaitForTheLog()
    {
        var log = new SimulatedLog(new SimulatedLogOptions { Faults = new Dictionary<SimulatedFault, double> { [SimulatedFault.AdminFailed] = 1 } });
        using var host = TestHost.Shop(log, shop => shop.Topology(TestHost.Copy).Configure(options => options with { StartTimeout = TimeSpan.FromHours(1) }));
        await host.StartAsync();
        await TestHost.UntilAsync(() => host.Application().State == StreamsState.Starting, host);
        await host.StopAsync().WaitAsync(TestHost.Patience);
        Assert.That(host.Messages().Of(907), Is.Empty);
    }

    [Test]
    public async Task Start_KafkaThatIsAway_HoldsUpNeitherStartNorStop()
    {
        using var host = TestHost.Build(services => services.AddClickstream("shop", shop => shop
            .UseKafka("127.0.0.1:1").Configure(options => options with { InMemoryState = true, StartTimeout = TimeSpan.FromHours(1) }).Topology(TestHost.Copy)));
        await host.StartAsync().WaitAsync(TestHost.Patience);
        await TestHost.UntilAsync(() => host.Application().State == StreamsState.Starting, host);
        await host.StopAsync().WaitAsync(TestHost.Patience);
        Assert.That(host.Messages().Of(902), Has.Exactly(1).Items, $"{host.Messages()}");
    }

    [Test]
    public async Task Restart_DirectoryOfTheLogInUse_OpensItWhenItIsFree()
    {
        var directory = Directory.CreateTempSubdirectory("clickstream-hosting-").FullName;
        try
        {
            await using var other = new EmbeddedLog(directory);
            using var host = TestHost.Build(services => services.AddClickstream("shop", shop => shop
                .UseEmbeddedLog(directory).Configure(options => options with { InMemoryState = true }).Topology(TestHost.Copy)
                .OnFailure(FailureAction.Restart, new RestartBackoff { InitialDelay = TimeSpan.FromMilliseconds(10) })));
            await host.StartAsync();
            await TestHost.UntilAsync(() => host.Messages().Of(905).Any(), host);
            Assert.That(host.Application().Failure, Is.InstanceOf<RecordLogException>());
            await other.DisposeAsync();
            await TestHost.UntilAsync(() => host.Application().State == StreamsState.Running, host);
            await host.StopAsync();
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Test]
    public async Task Stop_ShutdownTimeoutIsNotEnough_SaysWhatIsGivenUp()
    {
        var log = new SimulatedLog();
        await TestHost.WriteAsync(log, "a");
        using var isReached = new ManualResetEventSlim();
        using var mayEnd = new ManualResetEventSlim();
        using var host = TestHost.Shop(log, shop => shop.Topology(topology => topology.Stream<string, string>("in").ForEach((_, _) =>
        {
            isReached.Set();
            mayEnd.Wait(TestHost.Patience);
        })));
        await host.StartAsync();
        Assert.That(isReached.Wait(TestHost.Patience), Is.True);
        using var shutdown = new CancellationTokenSource();
        var stopping = host.StopAsync(shutdown.Token);
        await shutdown.CancelAsync();
        await stopping.WaitAsync(TestHost.Patience);
        var messages = host.Messages();
        await ((IAsyncDisposable)host).DisposeAsync().AsTask().WaitAsync(TestHost.Patience);
        Assert.That(messages.Of(907).Single(), Does.Contain("'shop' did not stop within the host's shutdown timeout").And.Contain("no result is lost or doubled"));
        mayEnd.Set();
    }

    [Test]
    public async Task Failure_ByDefault_StopsTheHostWithAnExitCode()
    {
        using var host = await FailingAsync(_ => { });
        await host.WaitForShutdownAsync().WaitAsync(TestHost.Patience);
        Assert.That(host.Messages().Of(903), Is.EqualTo(new[] { "The application 'shop' failed, so the host stops (OnFailure: StopHost)." }));
        Assert.That(Environment.ExitCode, Is.EqualTo(1));
        Assert.That(host.Application().Failure, Is.InstanceOf<OperatorException>().Or.InstanceOf<BadRecordException>());
    }

    [Test]
    public async Task Failure_ToReport_KeepsTheHost()
    {
        using var host = await FailingAsync(shop => shop.OnFailure(FailureAction.Report));
        await TestHost.UntilAsync(() => host.Messages().Of(904).Any(), host);
        Assert.That(host.Application().State, Is.EqualTo(StreamsState.Failed));
        Assert.That(host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested, Is.False);
        await host.StopAsync();
        Assert.That(Environment.ExitCode, Is.Zero);
    }

    [Test]
    public async Task Failure_ToRestart_RunsANewApplicationUntilItSucceeds()
    {
        var log = new SimulatedLog();
        await TestHost.WriteAsync(log, "a", "b");
        var failures = 2;
        var current = new List<StreamsApplication>();
        IHost? host = null;
        using (host = TestHost.Shop(log, shop => shop
            .Topology(topology => topology.Stream<string, string>("in").Peek((_, value) =>
            {
                if (value == "b" && failures-- > 0)
                {
                    current.Add(host!.Application().Current);
                    throw new NotSupportedException("no b yet");
                }
            }).To("out"))
            .OnFailure(FailureAction.Restart, new RestartBackoff { InitialDelay = TimeSpan.FromMilliseconds(1) })))
        {
            await host.StartAsync();
            Assert.That(await TestHost.ReadAsync(log, 2), Is.EqualTo(new[] { "a", "b" }));
            var shop = host.Application();
            Assert.That((shop.Restarts, shop.Failure), Is.EqualTo((2, (Exception?)null)));
            Assert.That(current.Append(shop.Current).Distinct().Count(), Is.EqualTo(3));
            Assert.That(host.Messages().Of(905), Has.Exactly(2).Items.And.One.Contains("starts again in 0.001 s").And.One.Contains("starts again in 0.002 s"));
            await host.StopAsync();
        }

        Assert.That(Environment.ExitCode, Is.Zero);
    }

    [Test]
    public async Task Stop_DuringThePauseBeforeARestart_DoesNotWait()
    {
        using var host = await FailingAsync(shop => shop.OnFailure(FailureAction.Restart, new RestartBackoff { InitialDelay = TimeSpan.FromHours(1), MaxDelay = TimeSpan.FromHours(1) }));
        await TestHost.UntilAsync(() => host.Messages().Of(905).Any(), host);
        await host.StopAsync().WaitAsync(TestHost.Patience);
        Assert.That(host.Application().State, Is.EqualTo(StreamsState.Failed));
    }

    [Test]
    public async Task Dispose_OtherServiceCannotStart_StopsTheApplicationBeforeItsLog()
    {
        var order = new List<string>();
        var log = new SimulatedLog();
        var host = TestHost.Build(services => services
            .AddClickstream("shop", shop => shop.UseLog(_ => new WatchedLog(log, () => order.Add("log disposed"))).CreateTopics(1)
                .Configure(options => options with { InMemoryState = true })
                .Topology(topology => topology.Stream<string, string>("in").Process("watch", () => new Watch(() => order.Add("task closed"))).To("out")))
            .AddHostedService<Broken>());
        await host.StartAsync().ContinueWith(start => Assert.That(start.IsFaulted, Is.True), TaskScheduler.Default);
        await TestHost.UntilAsync(() => host.Application().Metrics.Tasks > 0, host);
        await ((IAsyncDisposable)host).DisposeAsync();
        Assert.That(order, Is.EqualTo(new[] { "task closed", "log disposed" }));
    }

    [Test]
    public async Task TwoApplications_OneEmbeddedLog_RunTogether()
    {
        var directory = Directory.CreateTempSubdirectory("clickstream-hosting-").FullName;
        try
        {
            using (var host = TestHost.Build(services =>
            {
                services.AddClickstream("first", first => first.UseEmbeddedLog(directory).Configure(InMemory).Topology(topology => topology.Stream<string, string>("in").To("between")));
                services.AddClickstream("second", second => second.UseEmbeddedLog(directory).Configure(InMemory).Topology(topology => topology.Stream<string, string>("between").To("out")));
            }))
            {
                await host.StartAsync();
                var log = host.Services.GetRequiredKeyedService<IRecordLog>("first");
                Assert.That(log, Is.SameAs(host.Services.GetRequiredKeyedService<IRecordLog>("second")));
                await using (var writer = log.CreateWriter("in", Serdes.Utf8, Serdes.Utf8))
                {
                    await TestHost.UntilAsync(() => host.Services.GetRequiredKeyedService<ClickstreamApplication>("first").State == StreamsState.Running, host);
                    await writer.WriteAsync("key", "a");
                }

                await log.CreateTopicAsync("out", partitions: 4);
                await foreach (var record in log.CreateReader("out", Serdes.Utf8, Serdes.Utf8, new ReaderOptions { Until = ReadUntil.Forever }))
                {
                    Assert.That(record.Value, Is.EqualTo("a"));
                    break;
                }

                await host.StopAsync();
            }

            // The container has closed the log, so its directory is free.
            await using var again = new EmbeddedLog(directory);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }

        static StreamsOptions InMemory(StreamsOptions options) => options with { InMemoryState = true };
    }

    private static async Task<IHost> FailingAsync(Action<ClickstreamBuilder> more)
    {
        var log = new SimulatedLog();
        await TestHost.WriteAsync(log, "a");
        var host = TestHost.Shop(log, shop => more(shop.Topology(topology =>
            topology.Stream<string, string>("in").ForEach((_, _) => throw new NotSupportedException("always")))));
        await host.StartAsync();
        return host;
    }

    private sealed class Broken : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => throw new NotSupportedException("the port is in use");

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class Watch(Action closed) : IProcessor<string, string, string, string>
    {
        public void Initialize(IProcessorContext<string, string> context)
        {
        }

        public void Process(in Record<string, string> record)
        {
        }

        public void Close() => closed();
    }
}
