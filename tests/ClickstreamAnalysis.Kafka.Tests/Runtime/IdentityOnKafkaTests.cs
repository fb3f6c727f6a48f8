using ClickstreamAnalysis.Tests.Runtime;
using Confluent.Kafka.Admin;
using Confluent.Kafka;

namespace ClickstreamAnalysis.Kafka.Tests.Runtime;

/// <summary>The contract of identity on a real broker.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class IdentityOnKafkaTests : IdentityContract
{
    protected override Task<IRecordLog> OpenAsync() => Task.FromResult<IRecordLog>(new KafkaLog(TestBroker.BootstrapServers));

    protected override async Task CutAsync(IRecordLog log, TopicPartitionOffset before)
    {
        // A broker removes records from the front of a topic only while its policy allows it.
        await SetPolicyAsync(before.Partition.Topic, "delete");
        await log.Admin.DeleteRecordsAsync(before);
        await SetPolicyAsync(before.Partition.Topic, "compact");
    }

    private static async Task SetPolicyAsync(string topic, string policy)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = TestBroker.BootstrapServers }).Build();
        await admin.IncrementalAlterConfigsAsync(new Dictionary<ConfigResource, List<ConfigEntry>>
        {
            [new ConfigResource { Type = ResourceType.Topic, Name = topic }] =
                [new ConfigEntry { Name = "cleanup.policy", Value = policy, IncrementalOperation = AlterConfigOpType.Set }],
        });
    }
}
