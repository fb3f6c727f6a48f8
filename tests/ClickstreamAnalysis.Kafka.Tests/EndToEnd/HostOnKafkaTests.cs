using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ClickstreamAnalysis.Kafka.Tests.EndToEnd;

/// <summary>Hosts on Kafka, configured by settings only, that follow each other while records arrive.</summary>
[Parallelizable(ParallelScope.Self)]
[TestFixture]
public sealed class HostOnKafkaTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    [Test]
    public async Task Hosts_ThatFollowEachOther_CopyEachRecordOnce()
    {
        const int hosts = 3;
        const int records = 300;
        var id = $"host-{Guid.NewGuid().ToString("N")[..8]}";
        var state = Directory.CreateTempSubdirectory("clickstream-host-").FullName;
        try
        {
            for (var i = 0; i < hosts; i++)
            {
                using var host = Build(id, state);
                await host.StartAsync().WaitAsync(s_patience);
                var log = host.Services.GetRequiredService<IRecordLog>();
                var application = host.Services.GetRequiredService<ClickstreamApplication>();
                await log.CreateTopicAsync($"{id}-in", partitions: 2);
                await using (var writer = log.CreateWriter($"{id}-in", Serdes.Utf8, Serdes.Utf8))
                {
                    for (var number = 0; number < records; number++)
                    {
                        await writer.WriteAsync($"key-{number}", $"{i}-{number}");
                    }
                }

                // At some record in the middle.
                await UntilAsync(() => application.Metrics.Processed > 0);
                await host.StopAsync().WaitAsync(s_patience);
                Assert.That(application.State, Is.EqualTo(StreamsState.Stopped));
            }

            using var last = Build(id, state);
            await last.StartAsync();
            var copied = new List<string?>();
            using var limit = new CancellationTokenSource(s_patience);
            var reader = last.Services.GetRequiredService<IRecordLog>().CreateReader($"{id}-out", Serdes.Utf8, Serdes.Utf8, new ReaderOptions { Until = ReadUntil.Forever });
            await foreach (var record in reader.WithCancellation(limit.Token))
            {
                copied.Add(record.Value);
                if (copied.Count == hosts * records)
                {
                    break;
                }
            }

            await last.StopAsync();
            Assert.That(copied, Is.EquivalentTo(from i in Enumerable.Range(0, hosts) from number in Enumerable.Range(0, records) select $"{i}-{number}"));
        }
        finally
        {
            Directory.Delete(state, recursive: true);
        }
    }

    private static IHost Build(string id, string state)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Clickstream:copy:Kafka:BootstrapServers"] = TestBroker.BootstrapServers,
            ["Clickstream:copy:ApplicationId"] = id,
            ["Clickstream:copy:StateDirectory"] = state,
            ["Clickstream:copy:NewTopicPartitions"] = "2",
        });
        builder.Services.AddClickstream("copy", copy => copy.Topology(topology => topology.Stream<string, string>($"{id}-in").To($"{id}-out")));
        return builder.Build();
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        using var limit = new CancellationTokenSource(s_patience);
        while (!condition())
        {
            await timer.WaitForNextTickAsync(limit.Token);
        }
    }
}
