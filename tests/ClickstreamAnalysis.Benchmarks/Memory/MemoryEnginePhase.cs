using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Runtime;

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
        var load = await LoadAsync(log, settings, application, stop);
        var samples = sampler.Stop();
        await application.StopAsync(CancellationToken.None);
        return new MemoryEngineResult { Load = load, Samples = samples };
    }

    /// <summary>Lasts until the load, here or in its own process, is over, or the engine has failed.</summary>
    private static async Task<MemoryLoadResult?> LoadAsync(ILog log, MemorySettings settings, StreamsApplication application, CancellationToken stop)
    {
        if (!settings.Place.IsEmbedded)
        {
            await application.Completion.WaitAsync(stop).ContinueWith(static _ => { }, TaskScheduler.Default);
            return null;
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _ = application.Completion.ContinueWith(_ => ended.Cancel(), TaskScheduler.Default);
        return await Task.Factory.StartNew(
            () => new MemoryLoad(log, settings, ended.Token).Run(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }
}
