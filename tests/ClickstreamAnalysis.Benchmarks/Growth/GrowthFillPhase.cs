using ClickstreamAnalysis.Benchmarks.Clicks;
using ClickstreamAnalysis.Benchmarks.Load;
using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Benchmarks.Growth;

/// <summary>Writes all clicks of a row.</summary>
internal static class GrowthFillPhase
{
    public const string Name = "growth-fill";

    /// <returns>How many bytes of JSON.</returns>
    public static async Task<long> RunAsync(GrowthSettings settings)
    {
        await using var log = settings.Place.OpenLog();
        using var producer = new ClickProducer(log, settings.Topic, settings.Partitions, TimeSpan.FromMilliseconds(50));
        var closing = new ClickGenerator(settings.Seed, settings.ClosingShape);
        for (var i = 0; i < settings.Closing; i++)
        {
            producer.Produce(closing.NextOf(settings.Users + i));
        }

        var fill = new ClickGenerator(settings.Seed + 1, settings.FillShape);
        for (var place = 0; place < settings.Users; place++)
        {
            producer.Produce(fill.NextOf(place));
        }

        var clicks = new ClickGenerator(settings.Seed + 2, settings.ClickShape);
        for (var i = 0; i < settings.WarmUp + settings.Clicks; i++)
        {
            producer.Produce(clicks.Next());
        }

        Tick(producer, settings);
        producer.Flush();
        return producer.ValueBytes;
    }

    /// <summary>One user for each partition, who clicks ten times a second.</summary>
    private static void Tick(ClickProducer producer, GrowthSettings settings)
    {
        var users = Enumerable.Range(0, settings.Partitions)
            .Select(partition => Enumerable.Range(settings.Users + settings.Closing, int.MaxValue - settings.Users - settings.Closing)
                .First(user => PartitionOf(user, settings.Partitions) == partition))
            .ToArray();
        for (var tick = 0; tick < GrowthSettings.Ticks; tick++)
        {
            foreach (var user in users)
            {
                producer.Produce(new Click { User = user, TimestampMs = settings.TickMs(tick), Page = 0 });
            }
        }
    }

    private static int PartitionOf(int user, int partitions)
    {
        Span<byte> key = stackalloc byte[64];
        var click = new Click { User = user, TimestampMs = 0, Page = 0 };
        return KeyPartitioner.PartitionFor(key[..ClickJson.WriteKey(in click, key)], partitions);
    }
}
