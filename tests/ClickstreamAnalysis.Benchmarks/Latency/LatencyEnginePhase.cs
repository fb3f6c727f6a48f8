using ClickstreamAnalysis.Benchmarks.Load;

namespace ClickstreamAnalysis.Benchmarks.Latency;

/// <summary>The engine; on the embedded log with the probe in the same process, as no other could reach it.</summary>
internal static class LatencyEnginePhase
{
    public const string Name = "latency-engine";

    public static async Task<LatencyEngineResult> RunAsync(LatencySettings settings, CancellationToken stop)
    {
        await using var log = settings.Place.OpenLog();
        await using var application = new StreamsApplication(
            LatencyTopology.Build(settings), log, settings.Engine!.OptionsFor(settings.ApplicationId, settings.Place));
        await application.StartAsync(CancellationToken.None);
        using var queries = QueryLoad.Start(
            application,
            settings.Engine,
            settings.Users,
            static (view, user) => view.KeyValue<string, long>(LatencyTopology.Store).Find(user).IsFound,
            static view => view.KeyValue<string, long>(LatencyTopology.Store).All().LongCount());
        var result = await application.WithLoadAsync(settings.Place, ended => new LatencyProbe(log, settings, ended).Run(), stop);
        var figures = queries?.Stop();
        await application.StopAsync(CancellationToken.None);
        return new LatencyEngineResult(result, figures);
    }
}
