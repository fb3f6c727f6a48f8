namespace ClickstreamAnalysis.Tests.Logs;

public sealed class EmbeddedLogTimeoutTests : LogTimeoutContract
{
    private readonly string _directory = Directory.CreateTempSubdirectory("embedded-log-").FullName;

    [OneTimeTearDown]
    public void DeleteDirectory() => Directory.Delete(_directory, recursive: true);

    protected override Task<IRecordLog> OpenAsync(TimeProvider time) => Task.FromResult<IRecordLog>(new EmbeddedLog(
        Path.Combine(_directory, Guid.NewGuid().ToString("N")), new EmbeddedLogOptions { TimeProvider = time }));
}
