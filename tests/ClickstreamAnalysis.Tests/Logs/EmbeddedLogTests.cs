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

    protected override Task<IRecordLog> OpenAsync() => Task.FromResult<IRecordLog>(new EmbeddedLog(Path.Combine(_directory, "log")));

    protected override async Task<IRecordLog> ReopenAsync(IRecordLog log)
    {
        await log.DisposeAsync();
        return await OpenAsync();
    }
}
