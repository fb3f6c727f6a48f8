using ClickstreamAnalysis.Benchmarks.Clicks;
using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis.Benchmarks.Rate;

/// <summary>Writes the clicks, each with its event time as timestamp, to the partition of its user, or without a key to each partition in turn.</summary>
internal static class FillPhase
{
    public const string Name = "rate-fill";

    public static async Task<FillResult> RunAsync(RateSettings settings)
    {
        await using var log = settings.Place.OpenLog();
        var oracle = new SessionOracle();
        Write(log, settings, oracle);
        return new(settings.Clicks, oracle.Sessions((long)settings.Gap.TotalMilliseconds).LongCount());
    }

    private static void Write(IRecordLog log, RateSettings settings, SessionOracle oracle)
    {
        using var producer = log.CreateProducer(new LogProducerOptions { ClientId = $"{settings.ApplicationId}-fill", Linger = TimeSpan.FromMilliseconds(50) });
        var generator = new ClickGenerator(settings.Seed);
        Span<byte> key = stackalloc byte[64];
        Span<byte> value = stackalloc byte[ClickJson.MaxBytes];
        for (var i = 0L; i < settings.Clicks; i++)
        {
            var click = generator.Next();
            oracle.Add(ClickJson.UserOf(click.User), click.TimestampMs, ClickJson.PageOf(click.Page));
            var writtenKey = key[..ClickJson.WriteKey(in click, key)];
            var writtenValue = value[..ClickJson.WriteValue(in click, value)];
            var partition = settings.IsRekeyed ? (int)(i % settings.Partitions) : KeyPartitioner.PartitionFor(writtenKey, settings.Partitions);
            producer.Produce(new RawRecord(
                settings.Topic, partition, -1, click.TimestampMs, settings.IsRekeyed ? default : writtenKey, hasKey: !settings.IsRekeyed, writtenValue, hasValue: true));
        }

        producer.Flush(TimeSpan.FromMinutes(5));
    }
}
