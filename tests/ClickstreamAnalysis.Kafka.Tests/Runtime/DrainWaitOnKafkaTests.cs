using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Logs.Kafka;
using ClickstreamAnalysis.Tests.Runtime;

namespace ClickstreamAnalysis.Kafka.Tests.Runtime;

/// <summary>On a real broker.</summary>
public sealed class DrainWaitOnKafkaTests : DrainWaitContract
{
    protected override Task<ILog> OpenAsync() => Task.FromResult<ILog>(new KafkaLog(TestBroker.BootstrapServers));
}
