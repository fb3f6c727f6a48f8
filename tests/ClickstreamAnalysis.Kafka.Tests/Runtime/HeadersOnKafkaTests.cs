using ClickstreamAnalysis.Tests.Runtime;

namespace ClickstreamAnalysis.Kafka.Tests.Runtime;

[Parallelizable(ParallelScope.Self)]
public sealed class HeadersOnKafkaTests : HeaderContract
{
    protected override Task<IRecordLog> OpenAsync() => Task.FromResult<IRecordLog>(new KafkaLog(TestBroker.BootstrapServers));
}
