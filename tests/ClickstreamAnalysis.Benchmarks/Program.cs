using System.CommandLine;
using ClickstreamAnalysis;
using ClickstreamAnalysis.Benchmarks.Collector;
using ClickstreamAnalysis.Benchmarks.CommandLine;
using ClickstreamAnalysis.Benchmarks.Growth;
using ClickstreamAnalysis.Benchmarks.Latency;
using ClickstreamAnalysis.Benchmarks.Measuring;
using ClickstreamAnalysis.Benchmarks.Memory;
using ClickstreamAnalysis.Benchmarks.Micro;
using ClickstreamAnalysis.Benchmarks.Neighbors;
using ClickstreamAnalysis.Benchmarks.Rate;
using ClickstreamAnalysis.Benchmarks.Restore;

const int Failed = 1;

var root = new RootCommand("Benchmarks of ClickstreamAnalysis: figures that anyone can repeat.")
{
    RateCommand.Create(),
    LatencyCommand.Create(),
    MemoryCommand.Create(),
    RestoreCommand.Create(),
    GrowthCommand.Create(),
    CollectorCommand.Create(),
    MicroCommand.Create(),
    NeighborCommand.Create(),
    Phase.Command(
        Phase.Of<RateSettings, FillResult>(FillPhase.Name, FillPhase.RunAsync),
        Phase.Of<RateSettings, RunFigures>(StreamizPhase.HandWrittenName, StreamizPhase.RunHandWrittenAsync),
        Phase.Of<RateSettings, RunFigures>(StreamizPhase.OperatorName, StreamizPhase.RunOperatorAsync),
        Phase.Of<RateSettings, RunFigures>(BarePhase.Name, BarePhase.RunAsync),
        Phase.Of<RateSettings, EngineResult>(EnginePhase.Name, EnginePhase.RunAsync),
        Phase.Of<RateSettings, CheckResult>(CheckPhase.Name, CheckPhase.RunAsync),
        Phase.Of<MemorySettings, MemoryEngineResult>(MemoryEnginePhase.Name, MemoryEnginePhase.RunAsync),
        Phase.Of<MemorySettings, MemoryLoadResult>(MemoryLoad.Name, MemoryLoad.RunPhaseAsync),
        Phase.Of<LatencySettings, LatencyEngineResult>(LatencyEnginePhase.Name, LatencyEnginePhase.RunAsync),
        Phase.Of<LatencySettings, LatencyProbeResult>(LatencyProbe.Name, LatencyProbe.RunPhaseAsync),
        Phase.Of<RestoreSettings, long>(RestoreFillPhase.Name, RestoreFillPhase.RunAsync),
        Phase.Of<RestoreSettings, RunFigures>(RestoreBuildPhase.Name, RestoreBuildPhase.RunAsync),
        Phase.Of<RestoreSettings, RunFigures>(RestoreFullPhase.Name, RestoreFullPhase.RunAsync),
        Phase.Of<RestoreSettings, long>(RestoreKillPhase.Name, RestoreKillPhase.RunAsync),
        Phase.Of<RestoreSettings, RestartResult>(RestoreRestartPhase.Name, RestoreRestartPhase.RunAsync),
        Phase.Of<GrowthSettings, long>(GrowthFillPhase.Name, GrowthFillPhase.RunAsync),
        Phase.Of<GrowthSettings, GrowthEngineResult>(GrowthEnginePhase.Name, GrowthEnginePhase.RunAsync),
        Phase.Of<CollectorSettings, long>(CollectorServerPhase.Name, CollectorServerPhase.RunAsync)),
};
var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false };
root.Add(SmokeCommand.Create(root, invocation));
try
{
    return await root.Parse(args).InvokeAsync(invocation);
}
catch (Exception e) when (e is BenchmarkException or RecordLogException or StreamsException or StateException or OperationCanceledException)
{
    Console.Error.WriteLine(e.Message);
    return Failed;
}
