using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Testing.Logs;

namespace ClickstreamAnalysis.Tests.Logs;

public sealed class SimulatedLogTimeoutTests : LogTimeoutContract
{
    protected override Task<ILog> OpenAsync(TimeProvider time) =>
        Task.FromResult<ILog>(new SimulatedLog(new SimulatedLogOptions { TimeProvider = time }));
}
