using System.Diagnostics;
using ClickstreamAnalysis.Benchmarks.Measuring;
using ClickstreamAnalysis.Benchmarks.Rate;

namespace ClickstreamAnalysis.Benchmarks.Restore;

/// <summary>One measurement: builds state and changelog, restores it elsewhere, and restarts on it after kills.</summary>
internal sealed class RestoreMeasurement(RestoreSettings settings, int kills, Action<string> onProgress)
{
    public async Task<RestoreResult> RunAsync(CancellationToken cancellationToken)
    {
        await using var topics = new RunTopics(settings.Place);
        await using (var log = settings.Place.OpenLog())
        {
            await topics.CreateAsync(log, settings.Topic, settings.Partitions, keep: false, cancellationToken);
            topics.Own($"{settings.ApplicationId}-metadata");
            topics.Own(RestoreTopology.Changelog(settings));
        }

        onProgress($"writing a click of each of {settings.Users:N0} users");
        var valueBytes = await Phase.RunAsync<RestoreSettings, long>(RestoreFillPhase.Name, settings, cancellationToken);
        onProgress("processing them");
        var build = await Phase.RunAsync<RestoreSettings, RunFigures>(RestoreBuildPhase.Name, settings, cancellationToken);
        onProgress("reading the changelog in a bare loop");
        var bare = BareSettings();
        var bareFigures = await Phase.RunAsync<RateSettings, RunFigures>(BarePhase.Name, bare, cancellationToken);
        onProgress("restoring it");
        var elsewhere = settings with { Place = settings.Place with { StateName = "state-restored" } };
        var full = await Phase.RunAsync<RestoreSettings, RunFigures>(RestoreFullPhase.Name, elsewhere, cancellationToken);
        return new RestoreResult
        {
            Date = TimeProvider.System.GetUtcNow(),
            Machine = Machine.Here(),
            Log = settings.Place.Describe(),
            Settings = settings,
            ValueBytes = valueBytes,
            Build = build,
            Bare = bareFigures,
            BareLoop = BarePhase.Describe(bare),
            Full = full,
            Restarts = await RestartAsync(cancellationToken),
        };
    }

    private async Task<List<RestartResult>> RestartAsync(CancellationToken cancellationToken)
    {
        var restarts = new List<RestartResult>();
        var clicks = (long)settings.Users;
        for (var kill = 1; kill <= kills; kill++)
        {
            onProgress($"kill {kill} of {kills}");
            using (var killed = Phase.Start<RestoreSettings, long>(RestoreKillPhase.Name, settings with { ClicksBefore = clicks }))
            {
                await killed.KilledAsync(cancellationToken);
            }

            clicks += RestoreKillPhase.Clicks(settings);
            var restart = settings with { ClicksBefore = clicks, StartedTicks = Stopwatch.GetTimestamp() };
            restarts.Add(await Phase.RunAsync<RestoreSettings, RestartResult>(RestoreRestartPhase.Name, restart, cancellationToken));
        }

        return restarts;
    }

    private RateSettings BareSettings() => new()
    {
        Place = settings.Place,
        Engine = settings.Engine,
        ApplicationId = settings.ApplicationId,
        Topic = RestoreTopology.Changelog(settings),
        OutputTopic = "",
        Clicks = settings.Users,
        Seed = settings.Seed,
        Partitions = settings.Partitions,
        Bare = BareLoop.Bytes,
    };
}
