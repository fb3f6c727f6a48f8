using ClickstreamAnalysis.Benchmarks.Measuring;
using ClickstreamAnalysis.Benchmarks.Rate;

namespace ClickstreamAnalysis.Benchmarks.Growth;

/// <summary>One row: writes its clicks, reads them in a bare loop, runs the engine over them, takes away what was made.</summary>
internal static class GrowthMeasurement
{
    public static async Task<GrowthRow> RunAsync(GrowthSettings settings, Action<string> onProgress, CancellationToken cancellationToken)
    {
        await using var topics = new RunTopics(settings.Place);
        await using (var log = settings.Place.OpenLog())
        {
            await topics.CreateAsync(log, settings.Topic, settings.Partitions, keep: false, cancellationToken);
            topics.Own($"{settings.ApplicationId}-metadata");
            topics.Own($"{settings.ApplicationId}-sessions-changelog");
        }

        onProgress($"{settings.Users:N0} users: writing {settings.AllClicks:N0} clicks");
        var valueBytes = await Phase.RunAsync<GrowthSettings, long>(GrowthFillPhase.Name, settings, cancellationToken);
        onProgress($"{settings.Users:N0} users: reading them in a bare loop");
        var bare = await Phase.RunAsync<RateSettings, RunFigures>(BarePhase.Name, BareSettings(settings), cancellationToken);
        onProgress($"{settings.Users:N0} users: making sessions");
        var engine = await Phase.RunAsync<GrowthSettings, GrowthEngineResult>(GrowthEnginePhase.Name, settings, cancellationToken);
        return new GrowthRow { Settings = settings, ValueBytes = valueBytes, Bare = bare, Engine = engine };
    }

    public static RateSettings BareSettings(GrowthSettings settings) => new()
    {
        Place = settings.Place,
        Engine = settings.Engine,
        ApplicationId = settings.ApplicationId,
        Topic = settings.Topic,
        OutputTopic = "",
        Clicks = settings.AllClicks,
        Seed = settings.Seed,
        Partitions = settings.Partitions,
        Bare = BareLoop.Bytes,
    };
}
