using ClickstreamAnalysis.Testing;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>The contract of identity on the logs that need no broker.</summary>
[TestFixture("simulated")]
[TestFixture("embedded")]
public sealed class IdentityTests(string kind) : IdentityContract
{
    private readonly string _logDirectory = Directory.CreateTempSubdirectory("identity-log-").FullName;

    [OneTimeTearDown]
    public void DeleteDirectory() => Directory.Delete(_logDirectory, recursive: true);

    protected override Task<IRecordLog> OpenAsync() =>
        Task.FromResult<IRecordLog>(kind == "simulated" ? new SimulatedLog() : new EmbeddedLog(Path.Combine(_logDirectory, Guid.NewGuid().ToString("N"))));
}
