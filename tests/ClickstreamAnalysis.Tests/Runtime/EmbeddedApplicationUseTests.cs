using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Logs.Embedded;

namespace ClickstreamAnalysis.Tests.Runtime;

[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class EmbeddedApplicationUseTests : ApplicationUseContract
{
    private readonly string _directory = Directory.CreateTempSubdirectory("use-").FullName;

    protected override Task<ILog> OpenAsync() => Task.FromResult<ILog>(new EmbeddedLog(_directory));

    protected override void AfterClose() => Directory.Delete(_directory, recursive: true);
}
