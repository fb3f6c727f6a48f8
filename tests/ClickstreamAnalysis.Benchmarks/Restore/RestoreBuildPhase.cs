using ClickstreamAnalysis.Benchmarks.Load;
using ClickstreamAnalysis.Benchmarks.Measuring;

namespace ClickstreamAnalysis.Benchmarks.Restore;

/// <summary>Runs the engine over the clicks, so that state and changelog have a row of every user, and stops it in good order.</summary>
internal static class RestoreBuildPhase
{
    public const string Name = "restore-build";

    public static async Task<RunFigures> RunAsync(RestoreSettings settings)
    {
        await using var log = settings.Place.OpenLog();
        var stopper = new Stopper(settings.Users);
        await using var application = new StreamsApplication(
            RestoreTopology.Build(settings), log, settings.Engine.OptionsFor(settings.ApplicationId, settings.Place));
        await application.StartAsync();
        application.Watch(metrics => metrics.Read >= settings.Users, metrics => stopper.OnProgress(metrics.Read));
        var figures = stopper.Stop(settings.Users);
        await application.StopAsync();
        return figures;
    }
}
