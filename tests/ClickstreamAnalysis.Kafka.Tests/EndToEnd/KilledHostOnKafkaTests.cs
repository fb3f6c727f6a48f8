using ClickstreamAnalysis.Tests.EndToEnd;

namespace ClickstreamAnalysis.Kafka.Tests.EndToEnd;

/// <summary>kill -9 of the sample host in the middle of a replay on a real broker.</summary>
[Platform(Exclude = "Win", Reason = "Signals are those of Unix.")]
public sealed class KilledHostOnKafkaTests
{
    private string _directory = "";

    [SetUp]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("killed-").FullName;

    [TearDown]
    public void DeleteDirectory() => Directory.Delete(_directory, recursive: true);

    [Test]
    public async Task Killed_again_and_again_it_gives_each_session_once_and_the_same_funnel()
    {
        var replay = new KilledReplay(_directory, $"killed-{Guid.NewGuid():N}"[..15], speed: 250, "--bootstrap", TestBroker.BootstrapServers);

        replay.Run();

        await using var log = new KafkaLog(TestBroker.BootstrapServers);
        replay.AssertEqualsOracle(log);
    }
}
