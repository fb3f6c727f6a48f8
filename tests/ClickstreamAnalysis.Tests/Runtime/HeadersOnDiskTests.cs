namespace ClickstreamAnalysis.Tests.Runtime;

public sealed class HeadersOnDiskTests : HeaderContract
{
    private string _directory = null!;

    [OneTimeSetUp]
    public void CreateDirectory() => _directory = Directory.CreateTempSubdirectory("headers-").FullName;

    [OneTimeTearDown]
    public void DeleteDirectory() => Directory.Delete(_directory, recursive: true);

    protected override Task<IRecordLog> OpenAsync() => Task.FromResult<IRecordLog>(new EmbeddedLog(Path.Combine(_directory, "log")));
}
