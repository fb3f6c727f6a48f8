namespace ClickstreamAnalysis.Tests.EndToEnd;

/// <summary>Re-keyed streams on the embedded log.</summary>
public sealed class RekeyedOnDiskTests : RekeyedContract
{
    private string _directory = "";

    [SetUp]
    public void CreateDirectory() => _directory = Directory.CreateTempSubdirectory("rekeyed-").FullName;

    [TearDown]
    public void DeleteDirectory() => Directory.Delete(_directory, recursive: true);

    protected override Task<IRecordLog> OpenAsync() => Task.FromResult<IRecordLog>(new EmbeddedLog(_directory));
}
