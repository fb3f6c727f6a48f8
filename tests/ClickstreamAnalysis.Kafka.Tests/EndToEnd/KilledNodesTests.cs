using ClickstreamAnalysis.Kafka.Tests.Broker;
using ClickstreamAnalysis.Kafka.Tests.Runtime;
using ClickstreamAnalysis.Tests.Data;
using ClickstreamAnalysis.Tests.EndToEnd;
using ClickstreamAnalysis.Tests.Oracle;
using Confluent.Kafka;

namespace ClickstreamAnalysis.Kafka.Tests.EndToEnd;

/// <summary>Nodes of three die while an application restores its state and drains: it waits, and nothing is left out.</summary>
public sealed class KilledNodesTests
{
    [Test]
    public Task Nodes_that_die_during_restore_and_drain_cost_no_click() => OnThreeNodesAsync(async (nodes, log) =>
    {
        var clicks = RealClicks.Rees46();
        var run = new ClickRun(log, partitions: 6);
        await run.CreateTopicsAsync();
        await ProcessAsync(run, log, clicks.Take(clicks.Count / 2).ToArray());
        await run.ProduceAsync(clicks.Skip(clicks.Count / 2));

        // A leader of each topic is dead from the start: of changelogs to be restored, of inputs to be read.
        nodes[0].Kill();
        await using var application = new StreamsApplication(run.Topology(), log, run.Options with
        {
            LoggerFactory = new ProgressLoggerFactory(),
            StartTimeout = TimeSpan.FromSeconds(90),
        });
        await application.StartAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(150));
        var drained = application.DrainAsync(patience.Token);
        nodes[0].StartAgain();
        nodes[1].Kill();
        await drained;
        nodes[1].StartAgain();

        Assert.That(run.ReadSessions(), Is.EqualTo(SessionOracle.Of(clicks, (long)ClickRun.Gap.TotalMilliseconds)));
        Assert.That(run.ReadFunnel(), Is.EqualTo(ShopFunnelOracle.Of(clicks, (long)ClickRun.Window.TotalMilliseconds)));
    });

    /// <summary>
    /// Stream time behind the repartition topic waits for a partition whose leader has died, although the others go on and its timeout is short:
    /// without grace, nothing that its producer could not write meanwhile is late.
    /// </summary>
    [Test]
    public Task A_partition_whose_leader_dies_is_waited_for() => OnThreeNodesAsync(async (nodes, log) =>
    {
        var run = new PacedRun(log);
        await run.CreateTopicsAsync();
        await using var application = new StreamsApplication(PacedRun.Topology(), log, run.Options);
        await application.StartAsync();
        var clicks = run.ProduceAsync();
        await run.WaitAsync(application, clicks: 200);

        (await LeaderAsync(nodes, PacedRun.Input, partition: 1)).Kill();

        await run.WaitAsync(application, await clicks);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await application.DrainAsync(patience.Token);
        run.AssertIsComplete();
    });

    private static async Task OnThreeNodesAsync(Func<IReadOnlyList<LocalBroker>, KafkaLog, Task> test)
    {
        if (Environment.GetEnvironmentVariable("KAFKA_HOME") is not { Length: > 0 } home)
        {
            Assert.Ignore("No Kafka to kill: set KAFKA_HOME to an unpacked Kafka download.");
            return;
        }

        var nodes = LocalBroker.Start(home, 3);
        try
        {
            await using var log = new KafkaLog(string.Join(',', nodes.Select(static node => node.BootstrapServers)));
            await test(nodes, log);
        }
        finally
        {
            foreach (var node in nodes)
            {
                node.Dispose();
            }
        }
    }

    private static async Task<LocalBroker> LeaderAsync(IReadOnlyList<LocalBroker> nodes, string topic, int partition)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = nodes[0].BootstrapServers }).Build();
        var topics = await admin.DescribeTopicsAsync(TopicCollection.OfTopicNames([topic]));
        var leader = topics.TopicDescriptions[0].Partitions[partition].Leader;
        return nodes.Single(node => node.BootstrapServers.EndsWith($":{leader.Port}", StringComparison.Ordinal));
    }

    // Without a state directory: the state is in its changelogs alone afterwards.
    private static async Task ProcessAsync(ClickRun run, KafkaLog log, DataClick[] clicks)
    {
        await run.ProduceAsync(clicks);
        await using var application = new StreamsApplication(run.Topology(), log, run.Options);
        await application.StartAsync();
        var started = TimeProvider.System.GetTimestamp();
        while (application.Metrics.Read < clicks.Length)
        {
            Assert.That(TimeProvider.System.GetElapsedTime(started), Is.LessThan(TimeSpan.FromSeconds(60)), application.Metrics.ToString());
            await Task.Delay(20);
        }

        await application.StopAsync();
    }
}
