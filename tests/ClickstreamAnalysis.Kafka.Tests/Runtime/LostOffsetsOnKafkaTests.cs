using ClickstreamAnalysis.Tests.Runtime;
using Confluent.Kafka;

namespace ClickstreamAnalysis.Kafka.Tests.Runtime;

/// <summary>The contract of lost offsets on a real broker, with both group protocols.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[TestFixture(true, GroupProtocol.Classic)]
[TestFixture(false, GroupProtocol.Consumer)]
public sealed class LostOffsetsOnKafkaTests(bool direct, GroupProtocol protocol) : LostOffsetsContract
{
    protected override Task<IRecordLog> OpenAsync() => Task.FromResult<IRecordLog>(
        new KafkaLog(TestBroker.BootstrapServers, new KafkaLogOptions { BatchConsume = direct, DirectProduce = direct, GroupProtocol = protocol }));

    protected override async Task ForgetOffsetAsync(IRecordLog log, string group, TopicPartition partition)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = TestBroker.BootstrapServers }).Build();
        await admin.DeleteGroupsAsync([group]);
    }
}
