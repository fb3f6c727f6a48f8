using ClickstreamAnalysis.Tests.Runtime;

namespace ClickstreamAnalysis.Kafka.Tests.Runtime;

/// <summary>On a real broker.</summary>
[Parallelizable(ParallelScope.Self)]
public sealed class DrainWaitOnKafkaTests : DrainWaitContract
{
    protected override Task<IRecordLog> OpenAsync() => Task.FromResult<IRecordLog>(new KafkaLog(TestBroker.BootstrapServers));
}
