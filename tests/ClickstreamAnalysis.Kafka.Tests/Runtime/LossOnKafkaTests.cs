using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Logs.Kafka;
using ClickstreamAnalysis.Tests.Runtime;

namespace ClickstreamAnalysis.Kafka.Tests.Runtime;

/// <summary>What becomes of records, on a real broker.</summary>
public sealed class LossOnKafkaTests : LossContract
{
    protected override Task<ILog> OpenAsync() => Task.FromResult<ILog>(new KafkaLog(TestBroker.BootstrapServers));
}
