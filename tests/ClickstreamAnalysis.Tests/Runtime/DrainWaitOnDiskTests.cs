using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Logs.Embedded;

namespace ClickstreamAnalysis.Tests.Runtime;

/// <summary>On the embedded log.</summary>
public sealed class DrainWaitOnDiskTests : DrainWaitContract
{
    private string _directory = "";

    [SetUp]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("drain-").FullName;

    [TearDown]
    public void DeleteDirectory() => Directory.Delete(_directory, recursive: true);

    protected override Task<ILog> OpenAsync() => Task.FromResult<ILog>(new EmbeddedLog(_directory));
}
