using ClickstreamAnalysis.Testing;

namespace ClickstreamAnalysis.Tests.Logs;

[Parallelizable(ParallelScope.Self)]
public sealed class SimulatedLogTests : LogContract
{
    protected override Task<IRecordLog> OpenAsync() => Task.FromResult<IRecordLog>(new SimulatedLog());
}
