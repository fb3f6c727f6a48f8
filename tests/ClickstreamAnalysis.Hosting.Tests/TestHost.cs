using ClickstreamAnalysis.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ClickstreamAnalysis.Hosting.Tests;

/// <summary>Builds hosts for tests: nothing from the environment, state in memory, the messages kept.</summary>
internal static class TestHost
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Builds a host.</summary>
    /// <param name="add">Adds the applications.</param>
    /// <param name="settings">The configuration.</param>
    public static IHost Build(Action<IServiceCollection> add, params (string Key, string? Value)[] settings)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true, EnvironmentName = Environments.Development });
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value)));
        builder.Services.AddSingleton<CollectedLog>();
        builder.Services.AddSingleton<ILoggerProvider>(services => services.GetRequiredService<CollectedLog>());
        add(builder.Services);
        return builder.Build();
    }

    /// <summary>A host with the application "shop", which copies the topic "in" to the topic "out".</summary>
    public static IHost Shop(SimulatedLog log, Action<ClickstreamBuilder>? more = null, params (string Key, string? Value)[] settings) => Build(
        services => services.AddClickstream("shop", shop =>
        {
            shop.UseLog(_ => log).CreateTopics(partitions: 1).Configure(options => options with { InMemoryState = true, CommitInterval = TimeSpan.Zero, StartTimeout = TimeSpan.Zero });
            if (more is null)
            {
                shop.Topology(Copy);
            }
            else
            {
                more(shop);
            }
        }),
        settings);

    public static void Copy(TopologyBuilder topology) => topology.Stream<string, string>("in").To("out");

    /// <summary>The messages of the host.</summary>
    public static CollectedLog Messages(this IHost host) => host.Services.GetRequiredService<CollectedLog>();

    /// <summary>The only application.</summary>
    public static ClickstreamApplication Application(this IHost host) => host.Services.GetRequiredService<ClickstreamApplication>();

    /// <summary>Writes records to the topic "in", which the application creates.</summary>
    public static async Task WriteAsync(IRecordLog log, params string[] values)
    {
        await log.CreateTopicAsync("in", partitions: 1);
        await using var writer = log.CreateWriter("in", Serdes.Utf8, Serdes.Utf8);
        foreach (var value in values)
        {
            await writer.WriteAsync("key", value, new DateTimeOffset(2025, 6, 2, 12, 0, 0, TimeSpan.Zero));
        }
    }

    /// <summary>Reads the topic "out" until it has as many records.</summary>
    public static async Task<IReadOnlyList<string?>> ReadAsync(IRecordLog log, int count)
    {
        await log.CreateTopicAsync("out", partitions: 1);
        using var limit = new CancellationTokenSource(Patience);
        var values = new List<string?>();
        await foreach (var record in log.CreateReader("out", Serdes.Utf8, Serdes.Utf8, new ReaderOptions { Until = ReadUntil.Forever }).WithCancellation(limit.Token))
        {
            values.Add(record.Value);
            if (values.Count == count)
            {
                break;
            }
        }

        return values;
    }

    /// <summary>Waits until something is true.</summary>
    public static async Task UntilAsync(Func<bool> condition, IHost host)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        using var limit = new CancellationTokenSource(Patience);
        while (!condition())
        {
            try
            {
                await timer.WaitForNextTickAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"It did not happen within {Patience}. The host said:\n{host.Messages()}");
            }
        }
    }
}
