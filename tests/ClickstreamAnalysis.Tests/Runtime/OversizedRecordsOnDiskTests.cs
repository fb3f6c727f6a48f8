using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Logs.Embedded;

namespace ClickstreamAnalysis.Tests.Runtime;

public sealed class OversizedRecordsOnDiskTests : OversizedRecordContract
{
    private string _directory = null!;

    [OneTimeSetUp]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("oversized-records-").FullName;

    [OneTimeTearDown]
    public void DeleteDirectory() => Directory.Delete(_directory, recursive: true);

    protected override Task<ILog> OpenAsync() => Task.FromResult<ILog>(new EmbeddedLog(Path.Combine(_directory, "log")));
}
