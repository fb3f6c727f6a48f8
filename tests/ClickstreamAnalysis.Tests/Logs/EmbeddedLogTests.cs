using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Logs.Embedded;

namespace ClickstreamAnalysis.Tests.Logs;

[Parallelizable(ParallelScope.Self)]
public sealed class EmbeddedLogTests : LogContract
{
    private string _directory = null!;

    protected override bool HoldsUncommittedRecords => false;

    protected override bool IsDurable => true;

    [OneTimeSetUp]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("embedded-log-").FullName;

    [OneTimeTearDown]
    public void DeleteDirectory() => Directory.Delete(_directory, recursive: true);

    protected override Task<ILog> OpenAsync() => Task.FromResult<ILog>(new EmbeddedLog(Path.Combine(_directory, "log")));

    protected override async Task<ILog> ReopenAsync(ILog log)
    {
        await log.DisposeAsync();
        return await OpenAsync();
    }
}
