using ClickstreamAnalysis.Testing;

namespace ClickstreamAnalysis.Tests.Owners;

/// <summary>Random rebalances, kills, stalls, starts and stops; every answer is compared with the assignment.</summary>
public sealed class OwnerFaultTests
{
    private static readonly string[] s_names = ["one", "two", "three"];

    [Test]
    public async Task Whatever_happens_to_instances_the_others_are_right_after_two_seconds([Range(1, 4)] int seed)
    {
        await using var cluster = new OwnerCluster(seed);
        var chance = new Random(seed);
        await cluster.StartAsync("one");
        for (var round = 0; round < 25; round++)
        {
            await ChangeAsync(cluster, chance);
            cluster.Run(TimeSpan.FromSeconds(chance.Next(1, 16)));
        }

        cluster.Instances.ForEach(static instance => instance.IsStalled = false);
        cluster.Run(TimeSpan.FromSeconds(16));
        cluster.AssertRight();
        cluster.AssertProcessedByOwners();
        Assert.That(cluster.Comparisons, Is.GreaterThan(5_000));
    }

    [Test]
    public async Task With_faults_of_the_log_they_are_right_when_the_faults_end([Range(1, 4)] int seed)
    {
        await using var cluster = new OwnerCluster(seed, new Dictionary<SimulatedFault, double>
        {
            [SimulatedFault.EmptyPoll] = 0.1,
            [SimulatedFault.ShortPoll] = 0.1,
            [SimulatedFault.PollFailed] = 0.01,
            [SimulatedFault.QueryFailed] = 0.05,
            [SimulatedFault.ProduceFailed] = 0.02,
            [SimulatedFault.FlushFailed] = 0.1,
            [SimulatedFault.DeliveryDelayed] = 0.1,
            [SimulatedFault.PartitionsLost] = 0.005,
            [SimulatedFault.Rebalance] = 0.01,
        });
        var chance = new Random(seed);
        await cluster.StartAsync("one");
        for (var round = 0; round < 15; round++)
        {
            await ChangeAsync(cluster, chance);
            cluster.Run(TimeSpan.FromSeconds(chance.Next(1, 16)), isChecked: false);
        }

        cluster.Log.FaultsEnabled = false;
        cluster.Instances.ForEach(static instance => instance.IsStalled = false);
        cluster.Run(TimeSpan.FromSeconds(20), isChecked: false);
        cluster.AssertRight();
        cluster.AssertProcessedByOwners();
    }

    private static async Task ChangeAsync(OwnerCluster cluster, Random chance)
    {
        var any = cluster.Instances[chance.Next(cluster.Instances.Count)];
        switch (chance.Next(6))
        {
            case 0:
                cluster.Log.Rebalance("app");
                break;
            case 1 when cluster.Instances.Count > 1:
                await cluster.KillAsync(any);
                break;
            case 2 when cluster.Instances.Count > 1:
                await cluster.StopAsync(any);
                break;
            case 3:
                any.IsStalled = !any.IsStalled && cluster.Instances.Count(static instance => !instance.IsStalled) > 1;
                break;
            case 4:
                cluster.Log.Compact(OwnerCluster.Topic);
                break;
            default:
                if (s_names.FirstOrDefault(name => cluster.Instances.TrueForAll(instance => instance.Name != name)) is { } name)
                {
                    cluster.Log.FaultsEnabled = false;
                    await cluster.StartAsync(name);
                    cluster.Log.FaultsEnabled = true;
                }

                break;
        }
    }
}
