namespace ClickstreamAnalysis.Tests.Runtime;

public sealed class OversizedRecordsOnDiskTests : OversizedRecordContract
{
    private string _directory = null!;

    [OneTimeSetUp]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("oversized-records-").FullName;

    [OneTimeTearDown]
    public void DeleteDirectory() => Directory.Delete(_directory, recursive: true);

    protected override Task<IRecordLog> OpenAsync() => Task.FromResult<IRecordLog>(new EmbeddedLog(Path.Combine(_directory, "log")));
}
