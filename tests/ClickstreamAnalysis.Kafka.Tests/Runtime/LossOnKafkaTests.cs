using ClickstreamAnalysis.Tests.Runtime;

namespace ClickstreamAnalysis.Kafka.Tests.Runtime;

/// <summary>What becomes of records, on a real broker.</summary>
[Parallelizable(ParallelScope.Self)]
public sealed class LossOnKafkaTests : LossContract
{
    protected override Task<IRecordLog> OpenAsync() => Task.FromResult<IRecordLog>(new KafkaLog(TestBroker.BootstrapServers));
}
