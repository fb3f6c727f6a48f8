using ClickstreamAnalysis.Tests.EndToEnd;

namespace ClickstreamAnalysis.Kafka.Tests.EndToEnd;

/// <summary>Re-keyed streams on a real broker.</summary>
public sealed class RekeyedOnKafkaTests : RekeyedContract
{
    protected override Task<IRecordLog> OpenAsync() => Task.FromResult<IRecordLog>(new KafkaLog(TestBroker.BootstrapServers));
}
