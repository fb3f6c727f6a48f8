using System.Diagnostics;
using ClickstreamAnalysis.Benchmarks.Load;

namespace ClickstreamAnalysis.Benchmarks.Restore;

/// <summary>Starts the engine on what a killed one left.</summary>
internal static class RestoreRestartPhase
{
    public const string Name = "restore-restart";

    public static async Task<RestartResult> RunAsync(RestoreSettings settings)
    {
        await using var log = settings.Place.OpenLog();
        var opened = SinceStart(settings);
        await using var application = new StreamsApplication(
            RestoreTopology.Build(settings), log, settings.Engine.OptionsFor(settings.ApplicationId, settings.Place));
        await application.StartAsync();
        var started = SinceStart(settings);
        application.Watch(_ => application.State == StreamsState.Running, static _ => { });
        var running = SinceStart(settings);
        application.Watch(static metrics => metrics.Read > 0, static _ => { });
        var processing = SinceStart(settings);
        using (var progress = new GroupProgress(log, settings.ApplicationId, settings.Topic, settings.Partitions))
        {
            progress.Await(settings.ClicksBefore, TimeSpan.FromMinutes(5), CancellationToken.None);
        }

        // Exact only when the application has stopped.
        await application.StopAsync();
        return new RestartResult
        {
            LogOpenedSeconds = opened,
            StartedSeconds = started,
            RunningSeconds = running,
            ProcessingSeconds = processing,
            Replayed = application.Metrics.RestoredRecords,
            LeftOver = application.Metrics.Read,
        };
    }

    private static double SinceStart(RestoreSettings settings) => Stopwatch.GetElapsedTime(settings.StartedTicks).TotalSeconds;
}
