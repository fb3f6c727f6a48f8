using System.Collections.Concurrent;
using ClickstreamAnalysis.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace ClickstreamAnalysis.Hosting.Tests.Running;

/// <summary>Processors come from the services, with a scope for each task.</summary>
[TestFixture]
public sealed class ProcessorTests
{
    private readonly ConcurrentQueue<string> _calls = [];

    [SetUp]
    public void ForgetCalls() => _calls.Clear();

    [TestCase(true)]
    [TestCase(false)]
    public async Task Process_ProcessorOfTheServices_HasAScopeWhichIsDisposedWithTheTask(bool isRegistered)
    {
        var log = new SimulatedLog();
        using (var host = TestHost.Build(services =>
        {
            services.AddSingleton(_calls).AddScoped<Lookup>();
            if (isRegistered)
            {
                services.AddScoped<Marker>();
            }

            services.AddClickstream("shop", shop => shop.UseLog(_ => log).CreateTopics(partitions: 2)
                .Configure(options => options with { InMemoryState = true, CommitInterval = TimeSpan.Zero })
                .Topology((topology, provider) => topology.Stream<string, string>("in").Process("mark", provider.Processor<Marker>()).To("out")));
        }))
        {
            await host.StartAsync();
            await TestHost.UntilAsync(() => host.Application().Metrics.Tasks == 2, host);
            await host.StopAsync();
        }

        Assert.That(_calls.Order(), Is.EqualTo(new[] { "lookup disposed", "lookup disposed", "marker disposed", "marker disposed" }));
    }

    [Test]
    public async Task Process_Singleton_IsRefusedForTheSecondTask()
    {
        var log = new SimulatedLog();
        using var host = TestHost.Build(services => services.AddSingleton(_calls).AddSingleton<Lookup>().AddSingleton<Marker>().AddClickstream("shop", shop => shop
            .UseLog(_ => log).CreateTopics(partitions: 2).OnFailure(FailureAction.Report)
            .Configure(options => options with { InMemoryState = true })
            .Topology((topology, provider) => topology.Stream<string, string>("in").Process("mark", provider.Processor<Marker>()).To("out"))));
        await host.StartAsync();
        await TestHost.UntilAsync(() => host.Application().Failure is not null, host);
        Assert.That(host.Application().Failure!.GetBaseException().Message, Does.Contain("is a singleton, and each task needs a processor of its own"));
    }

    private sealed class Lookup(ConcurrentQueue<string> calls) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            calls.Enqueue("lookup disposed");
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Marker(ConcurrentQueue<string> calls, Lookup lookup) : IProcessor<string, string, string, string>, IDisposable
    {
        private IProcessorContext<string, string> _context = null!;

        public void Initialize(IProcessorContext<string, string> context) => _context = context;

        public void Process(in Record<string, string> record) => _context.Forward(record.WithValue($"{record.Value} {lookup}"));

        public void Dispose() => calls.Enqueue("marker disposed");
    }
}
