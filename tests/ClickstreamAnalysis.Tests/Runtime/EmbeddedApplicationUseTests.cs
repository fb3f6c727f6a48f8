namespace ClickstreamAnalysis.Tests.Runtime;

[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class EmbeddedApplicationUseTests : ApplicationUseContract
{
    private readonly string _directory = Directory.CreateTempSubdirectory("use-").FullName;

    protected override Task<IRecordLog> OpenAsync() => Task.FromResult<IRecordLog>(new EmbeddedLog(_directory));

    protected override void AfterClose() => Directory.Delete(_directory, recursive: true);
}
