using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Testing.Logs;

namespace ClickstreamAnalysis.Tests.Logs;

[Parallelizable(ParallelScope.Self)]
public sealed class SimulatedLogTests : LogContract
{
    protected override Task<ILog> OpenAsync() => Task.FromResult<ILog>(new SimulatedLog());
}
