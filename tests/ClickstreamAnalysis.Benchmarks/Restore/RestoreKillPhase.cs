using System.Diagnostics;
using ClickstreamAnalysis.Benchmarks.Clicks;
using ClickstreamAnalysis.Benchmarks.Load;

namespace ClickstreamAnalysis.Benchmarks.Restore;

/// <summary>Runs the engine under load, and kills its own process in the middle of it, with clicks left to process.</summary>
internal static class RestoreKillPhase
{
    public const string Name = "restore-kill";

    /// <summary>Clicks that are written at once before the end: more than can be done until then.</summary>
    private const int LeftOver = 20_000;

    /// <summary>How many clicks this phase writes.</summary>
    public static long Clicks(RestoreSettings settings) => (long)(settings.LoadTime.TotalSeconds * settings.Rate) + LeftOver;

    public static async Task<long> RunAsync(RestoreSettings settings)
    {
        await using var log = settings.Place.OpenLog();
        await using var application = new StreamsApplication(
            RestoreTopology.Build(settings), log, settings.Engine.OptionsFor(settings.ApplicationId, settings.Place));
        await application.StartAsync();
        application.Watch(_ => application.State == StreamsState.Running, static _ => { });

        using var producer = new ClickProducer(log, settings.Topic, settings.Partitions, TimeSpan.FromMilliseconds(5));
        var generator = new ClickGenerator(settings.Seed, settings.LoadShape);
        new ConstantRate(settings.Rate).Run(Clicks(settings) - LeftOver, _ => producer.Produce(generator.Next()), CancellationToken.None);
        for (var i = 0; i < LeftOver; i++)
        {
            producer.Produce(generator.Next());
        }

        producer.Flush();
        Process.GetCurrentProcess().Kill();
        return producer.Clicks;
    }
}
