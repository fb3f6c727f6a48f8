namespace ClickstreamAnalysis.Tests.EndToEnd;

/// <summary>kill -9 of the sample host on the embedded log: log and state lie in one directory, and both were in use.</summary>
[Platform(Exclude = "Win", Reason = "Signals are those of Unix.")]
public sealed class KilledHostOnDiskTests
{
    private string _directory = "";

    [SetUp]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("killed-").FullName;

    [TearDown]
    public void DeleteDirectory() => Directory.Delete(_directory, recursive: true);

    [Test]
    public async Task Killed_again_and_again_it_gives_each_session_once_and_the_same_funnel()
    {
        var replay = new KilledReplay(_directory, "killed", speed: 1_000);

        replay.Run();

        await using var log = new EmbeddedLog(Path.Combine(_directory, "embedded", "log"));
        replay.AssertEqualsOracle(log);
    }
}
