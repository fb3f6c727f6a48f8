namespace ClickstreamAnalysis.Tests.Runtime.Control;

/// <summary>The embedded log.</summary>
public sealed class ThreadChangeOnDiskTests : ThreadChangeContract
{
    private string _directory = "";

    protected override int Records => 30_000;

    [SetUp]
    public void CreateDirectory() => _directory = Directory.CreateTempSubdirectory("threads-").FullName;

    [TearDown]
    public void DeleteDirectory() => Directory.Delete(_directory, recursive: true);

    protected override Task<IRecordLog> OpenAsync() => Task.FromResult<IRecordLog>(new EmbeddedLog(_directory));
}
