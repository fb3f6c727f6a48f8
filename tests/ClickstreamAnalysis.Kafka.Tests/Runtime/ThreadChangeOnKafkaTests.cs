using ClickstreamAnalysis.Tests.Runtime.Control;

namespace ClickstreamAnalysis.Kafka.Tests.Runtime;

/// <summary>On a real broker, with static members.</summary>
[Parallelizable(ParallelScope.Self)]
public sealed class ThreadChangeOnKafkaTests : ThreadChangeContract
{
    protected override int Records => 30_000;

    protected override Task<IRecordLog> OpenAsync() => Task.FromResult<IRecordLog>(new KafkaLog(TestBroker.BootstrapServers));
}
