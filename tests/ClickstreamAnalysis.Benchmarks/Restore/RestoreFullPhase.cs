using ClickstreamAnalysis.Benchmarks.Load;
using ClickstreamAnalysis.Benchmarks.Measuring;

namespace ClickstreamAnalysis.Benchmarks.Restore;

/// <summary>Starts the engine without any state, and waits until it has all of it from the changelog.</summary>
internal static class RestoreFullPhase
{
    public const string Name = "restore-full";

    public static async Task<RunFigures> RunAsync(RestoreSettings settings)
    {
        await using var log = settings.Place.OpenLog();
        var stopper = new Stopper(settings.Users);
        await using var application = new StreamsApplication(
            RestoreTopology.Build(settings), log, settings.Engine.OptionsFor(settings.ApplicationId, settings.Place));
        await application.StartAsync();
        application.Watch(_ => application.State == StreamsState.Running && application.Metrics.Tasks == settings.Partitions, static _ => { });
        var atEnd = stopper.Stop(settings.Users);

        // Exact only when the application has stopped.
        await application.StopAsync();
        var restored = application.Metrics.RestoredRecords;
        return restored >= settings.Users
            ? atEnd with { Whole = atEnd.Whole with { EventCount = restored } }
            : throw new BenchmarkException($"Only {restored:N0} records were restored of {settings.Users:N0} users.");
    }
}
