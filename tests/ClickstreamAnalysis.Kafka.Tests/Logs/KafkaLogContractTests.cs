using ClickstreamAnalysis.Tests.Logs;

[assembly: LevelOfParallelism(8)]

namespace ClickstreamAnalysis.Kafka.Tests.Logs;

/// <summary>The contract of all logs, on a real broker: directly on the native client and through its binding, with both group protocols.</summary>
/// <remarks>The tests spend their time waiting for the broker, so many run at once.</remarks>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[TestFixture(true, GroupProtocol.Classic)]
[TestFixture(false, GroupProtocol.Classic)]
[TestFixture(true, GroupProtocol.Consumer)]
public sealed class KafkaLogContractTests : LogContract
{
    private readonly bool _direct;
    private readonly GroupProtocol _protocol;

    public KafkaLogContractTests(bool direct, GroupProtocol protocol)
    {
        _direct = direct;
        _protocol = protocol;
    }

    protected override bool IsDurable => true;

    protected override bool KeepsPlaces => _protocol == GroupProtocol.Classic;

    protected override Task<IRecordLog> OpenAsync() => Task.FromResult<IRecordLog>(
        new KafkaLog(TestBroker.BootstrapServers, new KafkaLogOptions { BatchConsume = _direct, DirectProduce = _direct, GroupProtocol = _protocol }));

    protected override async Task<IRecordLog> ReopenAsync(IRecordLog log)
    {
        await log.DisposeAsync();
        return await OpenAsync();
    }
}
