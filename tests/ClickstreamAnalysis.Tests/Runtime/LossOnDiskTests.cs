namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>What becomes of records, on the embedded log.</summary>
public sealed class LossOnDiskTests : LossContract
{
    private string _directory = "";

    [SetUp]
    public void CreateDirectory() => _directory = Directory.CreateTempSubdirectory("loss-").FullName;

    [TearDown]
    public void DeleteDirectory() => Directory.Delete(_directory, recursive: true);

    protected override Task<IRecordLog> OpenAsync() => Task.FromResult<IRecordLog>(new EmbeddedLog(_directory));
}
