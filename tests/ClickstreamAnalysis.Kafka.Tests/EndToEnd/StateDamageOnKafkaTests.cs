using ClickstreamAnalysis.Tests.EndToEnd;

namespace ClickstreamAnalysis.Kafka.Tests.EndToEnd;

/// <summary>Damaged state is restored from changelogs on a real broker.</summary>
[Parallelizable(ParallelScope.Self)]
public sealed class StateDamageOnKafkaTests : StateDamageContract
{
    [Test]
    public async Task State_whose_manifest_is_gone_is_restored_once_and_changes_no_result()
    {
        var metrics = await RunAsync("MANIFEST-*", File.Delete);

        Assert.That(metrics.StateRebuilds, Is.EqualTo(1));
    }

    protected override Task<IRecordLog> OpenAsync() => Task.FromResult<IRecordLog>(new KafkaLog(TestBroker.BootstrapServers));
}
