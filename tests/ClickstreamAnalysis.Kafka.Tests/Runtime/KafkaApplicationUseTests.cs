using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Logs.Kafka;
using ClickstreamAnalysis.Tests.Runtime;

namespace ClickstreamAnalysis.Kafka.Tests.Runtime;

[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class KafkaApplicationUseTests : ApplicationUseContract
{
    protected override Task<ILog> OpenAsync() => Task.FromResult<ILog>(new KafkaLog(TestBroker.BootstrapServers));
}
