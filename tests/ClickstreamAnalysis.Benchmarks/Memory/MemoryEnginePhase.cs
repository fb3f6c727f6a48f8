using ClickstreamAnalysis.Benchmarks.Load;

namespace ClickstreamAnalysis.Benchmarks.Memory;

/// <summary>The process whose memory is measured: the engine, and on the embedded log the load too, as no other process can reach it.</summary>
internal static class MemoryEnginePhase
{
    public const string Name = "memory-engine";

    public static async Task<MemoryEngineResult> RunAsync(MemorySettings settings, CancellationToken stop)
    {
        await using var log = settings.Place.OpenLog();
        var counts = new MemoryCounts();
        await using var application = new StreamsApplication(
            MemoryTopology.Build(settings, counts), log, settings.Engine.OptionsFor(settings.ApplicationId, settings.Place));
        await application.StartAsync(CancellationToken.None);
        var sampler = new MemorySampler(application, counts, settings);
        var load = await application.WithLoadAsync(settings.Place, ended => new MemoryLoad(log, settings, ended).Run(), stop);
        var samples = sampler.Stop();
        await application.StopAsync(CancellationToken.None);
        return new MemoryEngineResult { Load = load, Samples = samples };
    }
}
