using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Logs.Kafka;
using ClickstreamAnalysis.Tests.EndToEnd;

namespace ClickstreamAnalysis.Kafka.Tests.EndToEnd;

/// <summary>Re-keyed streams on a real broker.</summary>
public sealed class RekeyedOnKafkaTests : RekeyedContract
{
    protected override Task<ILog> OpenAsync() => Task.FromResult<ILog>(new KafkaLog(TestBroker.BootstrapServers));
}
