using ClickstreamAnalysis.Benchmarks.Clicks;
using ClickstreamAnalysis.Benchmarks.Load;

namespace ClickstreamAnalysis.Benchmarks.Restore;

/// <summary>Writes one click of every user.</summary>
internal static class RestoreFillPhase
{
    public const string Name = "restore-fill";

    /// <returns>How many bytes of JSON.</returns>
    public static async Task<long> RunAsync(RestoreSettings settings)
    {
        await using var log = settings.Place.OpenLog();
        using var producer = new ClickProducer(log, settings.Topic, settings.Partitions, TimeSpan.FromMilliseconds(50));
        var generator = new ClickGenerator(settings.Seed, settings.FillShape);
        for (var place = 0; place < settings.Users; place++)
        {
            producer.Produce(generator.NextOf(place));
        }

        producer.Flush();
        return producer.ValueBytes;
    }
}
