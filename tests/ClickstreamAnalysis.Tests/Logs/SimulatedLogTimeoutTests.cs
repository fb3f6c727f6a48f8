using ClickstreamAnalysis.Testing;

namespace ClickstreamAnalysis.Tests.Logs;

public sealed class SimulatedLogTimeoutTests : LogTimeoutContract
{
    protected override Task<IRecordLog> OpenAsync(TimeProvider time) =>
        Task.FromResult<IRecordLog>(new SimulatedLog(new SimulatedLogOptions { TimeProvider = time }));
}
