namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>On the embedded log.</summary>
public sealed class DrainWaitOnDiskTests : DrainWaitContract
{
    private string _directory = "";

    [SetUp]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("drain-").FullName;

    [TearDown]
    public void DeleteDirectory() => Directory.Delete(_directory, recursive: true);

    protected override Task<IRecordLog> OpenAsync() => Task.FromResult<IRecordLog>(new EmbeddedLog(_directory));
}
